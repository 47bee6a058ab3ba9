// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devserver/parts.h"
#include "store/operation.h"

#include <functional>

namespace kv::devserver {

/// A write of one key that waits for the request which is under way. Otherwise it could come between the look
/// before that request and its turn at the server, and would be overwritten.
template <class T> class DeferredWrite : public Operation<T>
{
public:
    using Write = std::function<QFuture<Result<T>>(Store &file)>;

    DeferredWrite(const std::shared_ptr<Parts> &parts, Write write, QObject *parent) : Operation<T>(parent)
    {
        parts->turns.wait(this, [this, file = parts->file, write = std::move(write)](const Turns::Turn &) {
            // What is asked of the file from here on comes after it.
            this->await(write(*file), [this](const Result<T> &answer) { this->finish(answer); });
        });
    }
};

} // namespace kv::devserver
