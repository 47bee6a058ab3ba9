// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/json.h"
#include "text/jsonreader.h"

namespace kv::text {

/// Puts a reader's faults into words and counts the lines up to them, each byte once. The bytes must outlive
/// it.
class JsonProblemMaker
{
public:
    explicit JsonProblemMaker(QByteArrayView bytes) : m_bytes(bytes) {}

    /// `offset` must not be smaller than at the last call.
    JsonProblem make(JsonReader::Fault fault, qsizetype offset);

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_column = 1;
};

} // namespace kv::text
