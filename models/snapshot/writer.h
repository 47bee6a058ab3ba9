// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "snapshot/snapshot.h"

namespace kv::snapshot {

/// Writes a snapshot of either format under a name of its own in the same folder, and gives it its name when
/// all of it is on the disk.
class Writer : public EntrySink
{
public:
    /// `createdMs`: milliseconds since 1970, for the head of NDJSON.
    static Result<std::unique_ptr<Writer>> create(const QString &path, Format format,
                                                  const QString &sourceName, qint64 createdMs);
    ~Writer() override;

    Result<> write(const Entry &entry) override;
    Result<> finish() override;
    qint64 size() const override { return m_flushed + m_buffer.size(); }
    /// What `wrangler kv bulk put` would refuse of the file, and with it the whole file.
    QStringList remarks() const override;

private:
    Writer(FileDescriptor folder, FileDescriptor file, const QByteArray &part, const QByteArray &name,
           const QString &path, Format format);
    /// Entries of one kind: how many, and the first of them.
    struct Noted
    {
        qint64 count = 0;
        QStringList first; // keys
        void add(const QByteArray &key);
        QString inWords() const;
    };
    void noteWhatWranglerRefuses(const Entry &entry);
    void writeHead(const QString &sourceName, qint64 createdMs);
    void append(const Entry &entry, bool text);
    Result<> flush();
    Result<> writeCount();
    Result<> failed(const QString &doing);

    FileDescriptor m_folder;
    FileDescriptor m_file;
    QByteArray m_part; // the name until it is finished; empty: it has its own
    QByteArray m_name;
    QString m_path;
    Format m_format;
    QByteArray m_buffer;
    qint64 m_flushed = 0;
    qint64 m_countAt = 0; // where the head has room for how many entries there are
    qint64 m_entries = 0;
    Noted m_bareMetadata; // neither an object nor an array
    Noted m_lateExpirations;
    std::optional<Error> m_broken; // the file is not whole and will not be
};

} // namespace kv::snapshot
