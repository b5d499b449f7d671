import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import { RateTable } from "./RateTable";

const bill = { currency: "EUR", minor_units: 9500 };

test("without a cost in the answer there is no column that would hint at one", () => {
  show(<RateTable rates={[{ name: "Design", bill }]} />);
  expect(screen.getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["Person or trade", "Bill rate"]);
});

test("a cost in the answer is shown beside the bill rate", () => {
  show(<RateTable rates={[{ name: "Design", bill, cost: { currency: "EUR", minor_units: 6000 } }]} />);
  expect(screen.getByRole("gridcell", { name: "€60.00" })).toBeTruthy();
});
