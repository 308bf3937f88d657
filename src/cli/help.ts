/** What `--help` prints. */
export const HELP = `Upscales pictures whose blur nobody knows.

Usage: mlmc <input>... --sf 2|3|4|8 [options]
       mlmc gimp|serve|weights|degrade|evaluate|bridge|doctor [options]

  <input>               a picture of at least 4×4 pixels (PNG, JPEG, WebP,
                        TIFF, AVIF or GIF), a folder of pictures, or a
                        pattern such as "photos/*.jpg"

Commands, each with a --help of its own:
  gimp                  puts "Blind Upscale" into GIMP's menu
  serve                 serves Photopea's panel, and programs over HTTP
  weights               downloads the weights of USRNet
  degrade               makes test data: blurs and shrinks sharp pictures
  evaluate              runs methods over test data, and compares results
  bridge                serves another program, such as GIMP
  doctor                prints what there is to compute on, and tests it

Files:
      --sf N            how many times larger: 2, 3, 4 or 8
  -o, --output PATH     the file to write, or a folder: one that is there, or
                        a name that ends in /. By default the result lies
                        beside the input, in.jpg at --sf 4 giving in.x4.png
      --format NAME     png (default), jpeg, webp or tiff; by default what
                        --output ends in
      --quality N       how well JPEG and WebP keep the picture, 1 to 100
      --strip           drops metadata, and converts the colours to sRGB
      --force           of several pictures, makes those anew whose results
                        are there already; without it they are skipped
      --jobs N          how many pictures at once, 1 (default) to 16
      --preview FILE    writes the picture so far every few seconds (.png);
                        Ctrl-C then ends the work and keeps that picture
      --report FILE     writes a page (.html) that shows what was done
      --kernel-out FILE writes the estimated blur kernel, as a picture (.png),
                        rows of numbers (.json), for MATLAB (.mat) or for
                        NumPy (.npy)
      --reference FILE  the true picture, to measure the result against

Method:
      --preset NAME     fast, balanced (default), best; or paper: as published
      --iterations N    rounds of five image steps; the preset's by default
      --seed N          where chance starts; the same seed gives the same file;
                        0 by default
      --kernel-prior NAME
                        what blurs are looked for: gaussian (default), motion
                        along a line, or random-motion of a shaking camera
      --restorer NAME   what draws the picture: dip (default), a network that
                        learns from this picture alone; or usrnet, one that
                        was trained on photos, given the kernel
      --weights FILE    the weights of usrnet (.pth or .safetensors); by
                        default those that "mlmc weights" downloaded
      --noise LEVEL     noise in the input, 0 to 50 levels of 255; auto
                        (default) measures it
      --kernel FILE     the blur kernel, if you know it, as --kernel-out
                        writes it, or a small grey picture of it (.png)
      --tile N          side of the tiles in which a large picture is solved,
                        in pixels of the input, at least 64; by default as
                        large as the memory allows
      --benchmark       the input is test data sampled from the top left pixel
                        of each block, not a photo
      --device NAME     auto (default): a GPU if there is one, else the CPU;
                        webgpu: whatever adapter there is; or cpu

Other:
      --quiet           prints nothing but errors
      --json            prints the outcome as JSON on stdout, one line for
                        each picture
  -h, --help            prints this
      --version         prints the version

Several pictures, or one in tiles, go on where they were if the run was ended
and is started again.
`;
