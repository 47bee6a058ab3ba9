// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/writer.h"

#include "snapshot/itemtext.h"
#include "store/checkput.h"
#include "text/units.h"
#include "text/utf8.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::snapshot {

namespace {

constexpr qsizetype bufferBytes = 512 * 1024;
constexpr int countDigits = 19;                         // of the largest qint64
constexpr qint64 latestLocalExpiration = 2'147'483'647; // seconds: what wrangler's own local store goes up to
constexpr qint64 mostNamedKeys = 3;

/// Why an entry cannot be written so that reading the file gives it back.
Result<> checkEntry(const Entry &entry)
{
    if (entry.valueMissing)
        return fail(ErrorKind::NotFound, QStringLiteral("The entry's value is missing."));
    if (auto ok = checkNewKey(entry.key); !ok)
        return ok;
    if (auto ok = checkValueSize(entry.value.size()); !ok)
        return ok;
    if (entry.expiration && *entry.expiration < 0)
        return fail(ErrorKind::InvalidInput, QStringLiteral("The entry's expiration lies before 1970."));
    return entry.metadata ? checkMetadata(*entry.metadata) : Result<>();
}

/// Whether metadata embedded in an item would come back other than it was: white space around it is lost,
/// null is none, and a line of NDJSON cannot go on.
bool needsText(QByteArrayView json, Format format)
{
    return json.trimmed().size() != json.size() || json == QByteArrayView("null") ||
           (format == Format::Ndjson && (json.contains('\n') || json.contains('\r')));
}

/// `at`: offset in the file; -1: where the last write ended.
bool writeAll(int fd, QByteArrayView bytes, qint64 at = -1)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = at < 0 ? ::write(fd, bytes.data(), size_t(bytes.size()))
                                 : ::pwrite(fd, bytes.data(), size_t(bytes.size()), off_t(at));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = bytes.sliced(n);
        at += at < 0 ? 0 : n;
    }
    return true;
}

} // namespace

Result<std::unique_ptr<Writer>> Writer::create(const QString &path, Format format, const QString &sourceName,
                                               qint64 createdMs)
{
    QFileInfo target(path);
    if (target.isSymLink() && target.exists())
        target = QFileInfo(target.canonicalFilePath()); // the link stays, what it leads to is replaced
    if (target.fileName().isEmpty() || (target.exists() && !target.isFile()))
        return fail(ErrorKind::InvalidInput, QStringLiteral("A snapshot must be a regular file."), path);
    FileDescriptor folder(
        ::open(QFile::encodeName(target.absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd() < 0)
        return fail(systemError(errno, QStringLiteral("opening the folder"), path));
    const QByteArray name = QFile::encodeName(target.fileName());
    // Not the whole name before it: that may be as long as a name can be.
    const QByteArray part = '.' + name.left(64) + '.' +
                            QByteArray::number(QRandomGenerator::global()->generate64(), 36) + ".part";
    FileDescriptor file(
        ::openat(folder.fd(), part.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (file.fd() < 0)
        return fail(systemError(errno, QStringLiteral("making the snapshot"), path));
    struct stat old;
    if (::fstatat(folder.fd(), name.constData(), &old, 0) == 0)
        (void)::fchmod(file.fd(),
                       old.st_mode & 0777); // who may read it stays as it was, where that is possible
    std::unique_ptr<Writer> writer(new Writer(std::move(folder), std::move(file), part, name, path, format));
    if (format == Format::Ndjson)
        writer->writeHead(sourceName, createdMs);
    else
        writer->m_buffer += '[';
    return writer;
}

Writer::Writer(FileDescriptor folder, FileDescriptor file, const QByteArray &part, const QByteArray &name,
               const QString &path, Format format)
    : m_folder(std::move(folder)),
      m_file(std::move(file)),
      m_part(part),
      m_name(name),
      m_path(path),
      m_format(format)
{
    m_buffer.reserve(bufferBytes + bufferBytes / 4);
}

Writer::~Writer()
{
    if (!m_part.isEmpty())
        ::unlinkat(m_folder.fd(), m_part.constData(), 0);
}

void Writer::writeHead(const QString &sourceName, qint64 createdMs)
{
    const QDateTime created = QDateTime::fromMSecsSinceEpoch(createdMs, Qt::UTC);
    m_buffer += "{\"kvworkbench\":\"snapshot\",\"version\":1,\"source\":";
    appendQuoted(m_buffer, sourceName.toUtf8());
    m_buffer += ",\"created\":\"" + created.toString(Qt::ISODateWithMs).toLatin1() + "\",\"entries\":";
    m_countAt = m_buffer.size();
    m_buffer += QByteArray(countDigits, ' ') + "}\n";
}

Result<> Writer::failed(const QString &doing)
{
    m_broken = systemError(errno, doing, m_path);
    return fail(*m_broken);
}

Result<> Writer::flush()
{
    if (!writeAll(m_file.fd(), m_buffer))
        return failed(QStringLiteral("writing the snapshot"));
    m_flushed += m_buffer.size();
    m_buffer.resize(0);
    return {};
}

Result<> Writer::write(const Entry &entry)
{
    if (m_broken)
        return fail(*m_broken);
    if (auto ok = checkEntry(entry); !ok)
        return fail(Error{.kind = ok.error().kind, .detail = ok.error().detail, .path = m_path});
    append(entry, entry.value.isValidUtf8());
    ++m_entries;
    if (m_format == Format::BulkJson)
        noteWhatWranglerRefuses(entry);
    return m_buffer.size() < bufferBytes ? Result<>() : flush();
}

void Writer::append(const Entry &entry, bool text)
{
    if (m_format == Format::BulkJson)
        m_buffer.append(m_entries > 0 ? ",\n" : "\n");
    m_buffer.append("{\"key\":");
    appendQuoted(m_buffer, entry.key);
    m_buffer.append(",\"value\":");
    if (text) {
        appendQuoted(m_buffer, entry.value);
    } else {
        m_buffer.append('"');
        appendBase64(m_buffer, entry.value);
        m_buffer.append("\",\"base64\":true");
    }
    if (entry.expiration)
        m_buffer.append(",\"expiration\":").append(QByteArray::number(*entry.expiration));
    if (entry.metadata) {
        m_buffer.append(",\"metadata\":");
        const qsizetype at = m_buffer.size();
        m_buffer.append(*entry.metadata);
        if (needsText(*entry.metadata, m_format)) {
            // Line feeds in JSON text are white space: the meaning stands without, the text beside it.
            std::replace_if(
                m_buffer.begin() + at, m_buffer.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
            m_buffer.append(",\"metadata_text\":");
            appendQuoted(m_buffer, *entry.metadata);
        }
    }
    m_buffer.append(m_format == Format::BulkJson ? "}" : "}\n");
}

void Writer::noteWhatWranglerRefuses(const Entry &entry)
{
    if (entry.expiration && *entry.expiration > latestLocalExpiration)
        m_lateExpirations.add(entry.key);
    if (!entry.metadata)
        return;
    const QByteArray json = entry.metadata->trimmed();
    if (!json.startsWith('{') && !json.startsWith('[') && json != "null")
        m_bareMetadata.add(entry.key);
}

void Writer::Noted::add(const QByteArray &key)
{
    if (++count <= mostNamedKeys)
        first.append(text::displayKey(key));
}

QString Writer::Noted::inWords() const
{
    const QString keys =
        first.join(QStringLiteral(", ")) + (count > first.size() ? QStringLiteral(", …") : QString());
    return count == 1 ? QStringLiteral("one entry (%1)").arg(keys)
                      : QStringLiteral("%1 entries (%2)").arg(text::countText(count), keys);
}

QStringList Writer::remarks() const
{
    QStringList remarks;
    if (m_bareMetadata.count > 0)
        remarks << QStringLiteral(
                       "`wrangler kv bulk put` will refuse this file: the metadata of %1 is neither an "
                       "object nor an array. An import here takes it.")
                       .arg(m_bareMetadata.inWords());
    if (m_lateExpirations.count > 0)
        remarks << QStringLiteral(
                       "`wrangler kv bulk put --local` will refuse this file: the expiration of %1 lies "
                       "behind %2, the last that it takes. An import here takes it.")
                       .arg(m_lateExpirations.inWords(), QString::number(latestLocalExpiration));
    return remarks;
}

Result<> Writer::writeCount()
{
    const QByteArray count = QByteArray::number(m_entries).leftJustified(countDigits, ' ');
    if (!writeAll(m_file.fd(), count, m_countAt))
        return failed(QStringLiteral("writing the snapshot"));
    return {};
}

Result<> Writer::finish()
{
    if (m_broken)
        return fail(*m_broken);
    if (m_part.isEmpty())
        return {};
    if (m_format == Format::BulkJson)
        m_buffer.append(m_entries > 0 ? "\n]\n" : "]\n");
    if (auto ok = flush(); !ok)
        return ok;
    if (m_format == Format::Ndjson)
        if (auto ok = writeCount(); !ok)
            return ok;
    if (::fsync(m_file.fd()) != 0)
        return failed(QStringLiteral("writing the snapshot to the disk"));
    if (::renameat(m_folder.fd(), m_part.constData(), m_folder.fd(), m_name.constData()) != 0)
        return failed(QStringLiteral("naming the snapshot"));
    m_part.clear();
    // It has its name; whether a power cut could take that away again is not worth failing for where folders
    // cannot be synced.
    (void)::fsync(m_folder.fd());
    return {};
}

} // namespace kv::snapshot
