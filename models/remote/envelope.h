// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>

namespace kv::remote {

/// One thing that Cloudflare says went wrong.
struct ApiFault
{
    int code = 0; ///< 0: it gave none.
    QString message;

    bool operator==(const ApiFault &) const = default;
};

/// What every JSON answer of the API is wrapped in. `result` and `result_info` stay text: they are given as
/// ranges of the answer's bytes, so that what lies in them is kept to the byte.
struct Envelope
{
    struct Range
    {
        qsizetype begin = 0;
        qsizetype end = 0;
    };
    bool isJson = false;    ///< The whole answer is one JSON object.
    bool endsEarly = false; ///< It began as JSON and stops in the middle.
    /// As `success` says. An answer without it succeeded if it brings no errors.
    bool success = false;
    Range result; ///< Empty: none.
    Range resultInfo;
    /// Of `errors`, each before its chain of causes; or the one of a `{code, error}` answer.
    QList<ApiFault> errors;

    QByteArrayView resultText(QByteArrayView answer) const;
    QByteArrayView resultInfoText(QByteArrayView answer) const;
};

/// Takes an answer apart, whatever it is; hostile bytes are fine. Any thread.
Envelope readEnvelope(QByteArrayView answer);

/// Any JSON text, a bare scalar too, as a tree; Undefined when it is none.
QJsonValue parseJson(QByteArrayView text);

} // namespace kv::remote
