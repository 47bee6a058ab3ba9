// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

namespace kv::cli {

QByteArray help()
{
    return R"(kvw: Cloudflare Workers KV data in a terminal

  kvw targets [--json]                     what can be opened, and who uses it
  kvw list TARGET [--prefix P] [--limit N] [--json]
  kvw get TARGET KEY                       the value's bytes, nothing more
  kvw info TARGET KEY                      size, expiration and metadata as JSON
  kvw put TARGET KEY (--value V | --file F | -)
          [--expiration S | --ttl N] [--metadata JSON] [--keep]
  kvw delete TARGET KEY...
  kvw compare A B [--depth names|meta|values] [--prefix P]
          [--ignore RULE]... [--report md|json|csv|html] [--exit-code]
  kvw search TEXT [TARGET...] [--keys | --values | --path P]
          [--prefix P] [--ignore-case] [--json]
  kvw copy A B [--prefix P] [--delete-extra] [--dry-run]
          [--plan FILE] [--yes]            makes B like A
  kvw export TARGET FILE [--prefix P]      a snapshot: .json, or .ndjson
  kvw import FILE TARGET [--dry-run]
          [--replace | --skip-existing | --fail-existing] [--plan FILE]
  kvw apply PLAN [--to TARGET] [--dry-run] [--yes]
  kvw accounts [--json]                    what the credential opens
  kvw namespaces [--json]                  of the account, and who uses them
  kvw namespaces create TITLE              prints its id, and lines to bind it
  kvw namespaces rename ID|TITLE NEW-TITLE
  kvw namespaces delete ID|TITLE --yes     with all its keys

A target is a place and a namespace:
  local:TODO            what lies on this disk under the binding's id
  local:TODO:preview    under its preview_id
  local:TODO@staging    of the binding in env.staging
  local:#ID             under any namespace id
  local:shop/TODO       in the Worker of that name or folder
  remote:TODO           at Cloudflare, in all the same forms; remote:#ID too
  snapshot:FILE         a file of `kvw export`, or for wrangler's bulk put

Options of every command:
  --project DIR         the project's folder, or a wrangler file
                        (default: here, with the file that wrangler would find)
  --persist-to DIR      where the state lies, as in wrangler
  --wait SECONDS        for another program to let go of the database (15)
  --production          to write: yes, where the deployed Worker reads
  --to-project DIR      compare and copy: the project that B belongs to
  --                    what follows is a name, even if it begins with --

list writes one key a line; --json tells where a key with a newline ends.
put without --keep writes a whole new entry, without expiration and metadata
unless they are given.
compare tells what B lacks or has otherwise: + only in A, - only in B,
! different, ~ the same JSON in other bytes, ? not read. --ignore takes
expiration:SECONDS, a JSON path ($.updatedAt, metadata:$.at), prefix:KEYS, or
json-format. --state FILE keeps the comparison; with the same file it goes on
where it stopped.
search looks for TEXT in values, or with --keys in keys (a part of the key, or
a glob such as user:*:session for all of it), or with --path $.user.id for
values that have the JSON TEXT there: 42, '"Ada"'. Without a TARGET in all that
lies on this disk. It says first what it will read.
copy, apply and import keep what they overwrite or delete in a rollback file,
and say where; `kvw apply` of that file undoes them. It is on the disk before
anything is overwritten, also if kvw is killed then: beside the plan, or for an
import where --plan says, else in ~/.local/share/kvworkbench/plans.
A plan that deletes more than half of what the target has wants --yes.
For Cloudflare the credential and the account are those that wrangler would
use: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID in the environment or in
.env, else wrangler's login.
Exit code: 0 done, 1 failed, 2 wrong use, 3 no such key or nothing found;
compare --exit-code: 4 different.
)";
}

} // namespace kv::cli
