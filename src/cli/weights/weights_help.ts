/** What `weights --help` prints. */
export const WEIGHTS_HELP = `
Downloads the weights of USRNet, the network that --restorer usrnet draws with
(2.4 MB), checks them, and keeps them in your cache. Nothing is downloaded if
they are there.

Usage: mlmc weights [--quiet] [--json]

      --quiet           prints nothing but errors
      --json            prints where they are as JSON on stdout
`;
