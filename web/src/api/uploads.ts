/** Resumable uploads (tus 1.0). The library is loaded when the first file is chosen. */
import { asProblem, Problem } from "./problems";

export interface UploadOptions {
  projectId: string;
  /** What the server needs to know besides the name, for example the conversation. */
  metadata: Record<string, string>;
  onProgress: (sentBytes: number, totalBytes: number) => void;
  signal: AbortSignal;
}

/** Pieces small enough that a broken line loses little. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10_000];

/**
 * Sends a file and returns the id at the end of its upload address. A file that was begun before, in this browser,
 * goes on where it stopped. Errors: Problem; an AbortError when the signal says so.
 */
export async function upload(file: File, { projectId, metadata, onProgress, signal }: UploadOptions): Promise<string> {
  const { Upload, DetailedError } = await import("tus-js-client");
  return new Promise<string>((resolve, reject) => {
    const sending = new Upload(file, {
      endpoint: `/v1/projects/${encodeURIComponent(projectId)}/uploads`,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, ...metadata },
      onProgress: (sent, total) => onProgress(sent, total ?? file.size),
      onSuccess: () => resolve(sending.url?.split("/").pop() ?? ""),
      onError: (error) => reject(error instanceof DetailedError ? problemOfTus(error) : asProblem(error)),
    });
    signal.addEventListener("abort", () => {
      void sending.abort();
      reject(new DOMException("The upload was stopped.", "AbortError"));
    });
    void sending.findPreviousUploads().then((earlier) => {
      const same = earlier.find((one) => Object.entries(metadata).every(([key, value]) => one.metadata[key] === value));
      if (same) sending.resumeFromPreviousUpload(same);
      if (!signal.aborted) sending.start();
    });
  });
}

interface TusError {
  originalResponse: { getStatus: () => number; getBody: () => string; getHeader: (name: string) => string | undefined } | null;
}

function problemOfTus(error: TusError): Problem {
  const response = error.originalResponse;
  if (!response) return asProblem(error);
  const body = parsed(response.getBody());
  return new Problem(response.getStatus(), body.reason ?? "UPLOAD_FAILED", body.detail ?? "", body.instance ?? response.getHeader("X-Request-Id"));
}

function parsed(text: string): { reason?: string; detail?: string; instance?: string } {
  try {
    return JSON.parse(text) as { reason?: string; detail?: string; instance?: string };
  } catch {
    return {};
  }
}
