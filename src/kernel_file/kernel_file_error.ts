/**
 * A file holds no kernel that can be read. The message is the end of a
 * sentence that begins with the file's name, such as "is cut short".
 */
export class KernelFileError extends Error {
  override name = "KernelFileError";
}
