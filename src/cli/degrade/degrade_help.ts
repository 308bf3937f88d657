/** What `degrade --help` prints. */
export const DEGRADE_HELP = `
Makes test data as the reference implementation lays it out: blurs the sharp
pictures of a folder, each with a kernel of its own, and keeps every N-th pixel.

Usage: mlmc degrade <set> --sf 2|3|4|8 [options]

  <set>                 a folder with the sharp pictures in HR/; written are
                          MLMC_lr_xN/NAME.png    the low-resolution picture
                          MLMC_gt_k_xN/NAME.mat  its kernel, the variable Kernel
                          MLMC_gt_k_xN/NAME.png  the kernel to look at

      --sf N            how many times smaller: 2, 3, 4 or 8
  -o, --output DIR      writes them below another folder, with HR/ as well, its
                        pictures cut to a multiple of N
      --model NAME      what the folders' names begin with; MLMC by default
      --force           makes those anew that are there already; without it
                        they are skipped

Kernels:
      --kernel-prior NAME
                        gaussian (default), motion along a line, or
                        random-motion of a shaking camera
      --kernelgan       with --sf 4: kernels of 21×21 made out of those for
                        --sf 2, as for KernelGAN
      --kernel-noise A  changes each weight by up to A of itself, 0 to 1; 0 by
                        default
      --kernel PATH     the kernel for all pictures (.mat, .npy, .json or .png),
                        used where it is; or a folder of such files, named as
                        the pictures are

      --noise MAX       noise in the low-resolution pictures: of each its own,
                        between 0 and MAX (up to 50) levels of 255; 0 by default
      --seed N          where chance starts; the same seed and name give the
                        same files; 0 by default
      --quiet           prints nothing but errors
      --json            prints a line of JSON for each picture
`;
