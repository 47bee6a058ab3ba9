// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <tl/expected.hpp>

namespace kv {

/// A value or the Error that stands in its place. No function of models/ throws.
template <class T = void> using Result = tl::expected<T, Error>;

/// `return fail(ErrorKind::Busy, ...)` from any function that returns a Result.
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}
inline tl::unexpected<Error> fail(ErrorKind kind, QString detail, QString path = {})
{
    return tl::unexpected<Error>(Error{.kind = kind, .detail = std::move(detail), .path = std::move(path)});
}

} // namespace kv
