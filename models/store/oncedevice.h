// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace kv {

/// Hands bytes out once and cannot be wound back. Qt sends a request again by itself when a connection closes
/// before the answer begins, a POST too; what must not be sent twice goes through this.
class OnceDevice : public QIODevice
{
public:
    OnceDevice(QByteArray bytes, QObject *parent) : QIODevice(parent), m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    bool atEnd() const override { return m_at == m_bytes.size(); }
    qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qint64 bytes = std::min<qint64>(most, m_bytes.size() - m_at);
        if (bytes <= 0)
            return most == 0 ? 0 : -1;
        std::memcpy(data, m_bytes.constData() + m_at, size_t(bytes));
        m_at += bytes;
        return bytes;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

} // namespace kv
