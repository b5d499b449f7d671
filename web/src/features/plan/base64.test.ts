import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { base64Of, packed } from "./base64";

const bytesOf = (text: string): Buffer => Buffer.from(text, "base64");

test("a small file is sent as it is", async () => {
  const file = new File(["Name\nA\n"], "plan.csv");
  expect(bytesOf(await base64Of(await packed(file))).toString()).toBe("Name\nA\n");
});

test("a large file is sent compressed, and nothing of it is lost", async () => {
  const text = "<Task/>".repeat(200_000);
  const sent = bytesOf(await base64Of(await packed(new File([text], "plan.xml"))));
  expect(sent.length).toBeLessThan(text.length / 10);
  expect(gunzipSync(sent).toString()).toBe(text);
});
