/** What `bridge --help` prints. */
export const BRIDGE_HELP = `
Upscales pictures for another program, such as a plug-in of GIMP, which says
what it wants in the messages that plugins/gimp-bridge/PROTOCOL.md describes.

Usage: mlmc bridge --stdio | --spool DIR [--device NAME] [--quiet]

      --stdio           messages come on stdin and go to stdout, each a line of
                        JSON; it ends when stdin is closed
      --spool DIR       messages are files in a folder, which is made if it is
                        not there; Ctrl-C ends it
      --device NAME     where a message names none: auto (default), a GPU if
                        there is one, else the CPU; webgpu; or cpu
      --quiet           prints nothing but errors to stderr
`;
