// SPDX-License-Identifier: GPL-3.0-or-later
// The program that holds the remote store to the promises of models/store/store.h.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { kvwPath } from "../interop/helpers.mjs";

export const contractProgram = process.env.KVW_REMOTE_CONTRACT ?? (kvwPath && join(dirname(kvwPath), "../../tests/remote_contract"));

/** Why a test that needs it is left out; false when it is there. */
export const noContract = () =>
  contractProgram && existsSync(contractProgram) ? false : "no program remote_contract; tests/run builds it";
