/** What `--help` prints. */
export const HELP = `Upscales a picture whose blur nobody knows.

Usage: mlmc <input> --sf 2|3|4|8 [options]
       mlmc doctor [--device NAME]

  <input>               a PNG or JPEG picture, at least 4×4 pixels
  doctor                prints what there is to compute on, and tests it

Options:
      --sf N            how many times larger: 2, 3, 4 or 8
  -o, --output FILE     where to write, .png or .jpg; by default beside the
                        input, in.png at --sf 4 giving in.x4.png
      --preset NAME     fast (default), or paper: the published settings
      --iterations N    rounds of five image steps; 200 by default
      --seed N          where chance starts; the same seed gives the same file;
                        0 by default
      --kernel-out FILE writes the estimated blur kernel, as a picture (.png)
                        or as rows of numbers (.json)
      --reference FILE  the true picture, to measure the result against
      --benchmark       the input is test data sampled from the top left pixel
                        of each block, not a photo
      --device NAME     auto (default): a GPU if there is one, else the CPU;
                        webgpu: whatever adapter there is; or cpu
      --quiet           print nothing but errors
      --json            print the outcome as JSON on stdout
  -h, --help            print this
      --version         print the version
`;
