/** What `gimp --help` prints. */
export const GIMP_HELP = `
Adds Filters > Enhance > Blind Upscale... to the GIMPs that you have: 2.10, and
3.0 and newer. It goes into your own folders of GIMP.

Usage: mlmc gimp install|uninstall|status [--quiet] [--json]

  install               adds it, or brings it up to date
  uninstall             removes what install wrote, and nothing else
  status                tells which GIMPs there are, and what they lack

      --quiet           prints nothing but errors
      --json            prints what was done or found as JSON on stdout

GIMP 3 starts MLMC by itself. GIMP 2.10 cannot: there, a bridge has to run,
which the plug-in and "status" tell how to start.
`;
