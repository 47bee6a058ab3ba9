// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace kv::test {

/// A disk that begins to fail at the k-th call which changes it. Linked into the test's own program, its
/// functions stand before the C library's for every library of the process, SQLite included.
enum class Fault {
    FullFromThenOn,     ///< What needs room fails with ENOSPC; removing still works.
    HalfThenFull,       ///< The same, after one write that got half way.
    BrokenOnce,         ///< One call fails with EIO.
    BrokenFromThenOn,   ///< All calls fail with EIO.
    ReadOnlyFromThenOn, ///< EROFS, as when a file system that met an error is no longer written to.
    HalfWrittenOnce,    ///< One write gets half way and says so; no error.
};

/// Arms the fault for calls on files below `folder` (absolute, without links), beginning with the `call`-th
/// that it would hit, from 1.
void failFrom(const QByteArray &folder, int call, Fault fault);
/// The disk is whole again. Answers whether the fault was met.
bool stopFailing();

} // namespace kv::test
