/** What `evaluate --help` prints. */
export const EVALUATE_HELP = `
Runs methods over test data and measures what comes of it.

Usage: mlmc evaluate <set> --sf N[,N...] [options]
       mlmc evaluate --compare A.json B.json

  <set>                 a folder as "mlmc degrade" and the reference
                        implementation make it: HR/ with the true pictures,
                        and for each scale factor MODEL_lr_xN/ with the
                        pictures and MODEL_gt_k_xN/ with the kernels (.mat)

      --sf N[,N...]     the scale factors
      --model NAME      the name that the folders begin with; MLMC by default
      --methods NAMES   some of bicubic, mlmc, mlmc-usrnet, usrnet-true-kernel,
                        with commas; all by default
  -o, --output DIR      where the results go; by default <set>/results
      --force           makes results anew that are there already
      --compare         compares two results.json, picture by picture

Method:
      --preset NAME     fast, balanced (default), best or paper
      --iterations N    rounds of five image steps; the preset's by default
      --seed N          where chance starts; 0 by default
      --noise LEVEL     noise in the pictures, 0 to 50 levels of 255; 0 by
                        default; auto measures it
      --kernel-prior NAME
                        gaussian (default), motion or random-motion
      --weights FILE    the weights of usrnet; by default those that "mlmc
                        weights" downloaded
      --device NAME     auto (default), webgpu or cpu

Other:
      --quiet           prints nothing but errors
      --json            prints the results as JSON on stdout

Prints a table and writes results.csv, results.json and index.html, which shows
the pictures side by side. PSNR and SSIM are those of the brightness without a
border of N pixels. The test data is sampled from the top left pixel of each
block; bicubic is laid over the true picture all the same. The PSNR of equal
pictures, which is infinite, is null in JSON. A run that was ended goes on where
it was.
`;
