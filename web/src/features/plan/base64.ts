/** Larger files are compressed before they are sent. */
const PACKED_FROM_BYTES = 1024 * 1024;

/** A file as it is sent: compressed by gzip when it is large. */
export async function packed(file: File): Promise<Blob> {
  if (file.size < PACKED_FROM_BYTES) return file;
  return new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

/** Content as base64, read by the browser without blocking it. Rejects with the reader's error. */
export function base64Of(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("The file could not be read."));
    reader.readAsDataURL(content);
  });
}
