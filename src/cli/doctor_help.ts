/** What `doctor --help` prints. */
export const DOCTOR_HELP = `
Prints what there is to compute on and which engine is used, and compares every
kernel of that engine with its definition.

Usage: mlmc doctor [--device NAME]

      --device NAME     auto (default): a GPU if there is one, else the CPU;
                        webgpu: whatever adapter there is; or cpu
`;
