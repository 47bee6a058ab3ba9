// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QStringList>

namespace kv::local {

/// An open folder, closed at the end of its life. Move-only.
class FolderHandle
{
public:
    explicit FolderHandle(int fd) : m_fd(fd) {}
    FolderHandle(FolderHandle &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    FolderHandle(const FolderHandle &) = delete;
    FolderHandle &operator=(const FolderHandle &) = delete;
    FolderHandle &operator=(FolderHandle &&) = delete;
    ~FolderHandle();
    int fd() const { return m_fd; }

private:
    int m_fd;
};

enum class Missing { Fail, Make };

/// Opens root/part/part…, following links in `root` only: a link below it is Unsafe. With Missing::Make,
/// folders that are not there are made, `root` with its parents too. An empty part is NotFound.
Result<FolderHandle> openInside(const QString &root, const QStringList &parts,
                                Missing missing = Missing::Fail);

} // namespace kv::local
