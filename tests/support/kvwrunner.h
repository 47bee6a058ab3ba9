// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace kv::test {

/// What one run of kvw left.
struct Ran
{
    int code = -1; ///< -1: it crashed or did not end
    QByteArray out;
    QByteArray err;

    /// Nothing went wrong and nothing was said.
    bool isDone() const { return code == 0 && err.isEmpty(); }
    /// Ended with `wanted` after one line on stderr that holds `words`.
    bool says(int wanted, const QByteArray &words) const
    {
        return code == wanted && err.startsWith("kvw: ") && err.endsWith('\n') && err.count('\n') == 1 &&
               err.contains(words);
    }
    QByteArray told() const { return "code " + QByteArray::number(code) + ", out " + out + ", err " + err; }
    QJsonArray rows() const { return QJsonDocument::fromJson(out).array(); }
    QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
};

/// A folder of its own, and the built kvw to run in it.
class KvwRunner
{
public:
    QString path(const QString &name = {}) const { return m_dir.filePath(name); }

    bool write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        return QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly) &&
               file.write(bytes) == bytes.size();
    }

    /// Runs in the sub folder `in`.
    Ran run(const QStringList &arguments, const QByteArray &input = {}, const QString &in = {}) const
    {
        return start(QStringLiteral(KV_BINARY_DIR "/app/cli/kvw"), arguments, input, in);
    }
    /// A line for the shell, with kvw as "$0".
    Ran shell(const QString &line) const
    {
        return start(QStringLiteral("/bin/sh"),
                     {QStringLiteral("-c"), line, QStringLiteral(KV_BINARY_DIR "/app/cli/kvw")}, {}, {});
    }

private:
    Ran start(const QString &program, const QStringList &arguments, const QByteArray &input,
              const QString &in) const
    {
        QProcess process;
        process.setWorkingDirectory(path(in));
        process.setProcessEnvironment(strangersEnvironment());
        process.start(program, arguments);
        process.write(input);
        process.closeWriteChannel();
        Ran ran;
        if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
            return ran;
        ran.code = process.exitCode();
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        return ran;
    }

    /// Nothing of what whoever runs the tests has for Cloudflare.
    QProcessEnvironment strangersEnvironment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QStringList names = environment.keys();
        for (const QString &name : names) {
            if (name.startsWith(QLatin1String("CLOUDFLARE_")) || name.startsWith(QLatin1String("CF_")))
                environment.remove(name);
        }
        environment.remove(QStringLiteral("XDG_CONFIG_HOME"));
        environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
        environment.insert(QStringLiteral("HOME"), m_home.path());
        return environment;
    }

    QTemporaryDir m_dir;
    QTemporaryDir m_home;
};

} // namespace kv::test
