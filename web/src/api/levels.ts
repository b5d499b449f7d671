/** What a reader may see and do, as the API says it; the server decides, this only leaves out what would be refused. */
import type { Capability, Level, Viewer } from "./me";

const ORDER: readonly Level[] = ["LEVEL_UNSPECIFIED", "LEVEL_ANYONE", "LEVEL_SUMMARY", "LEVEL_ROADMAP", "LEVEL_TIMELINE", "LEVEL_DETAIL", "LEVEL_COMMERCIAL", "LEVEL_STAFF"];

/** Whether the reader's level contains `level`. */
export const sees = (viewer: Viewer | undefined, level: Level): boolean => viewer !== undefined && ORDER.indexOf(viewer.level) >= ORDER.indexOf(level);

/** Staff may everything that a contact may; a contact what the grant says. */
export const may = (viewer: Viewer | undefined, capability: Capability): boolean => viewer !== undefined && (viewer.is_staff || viewer.capabilities.includes(capability));
