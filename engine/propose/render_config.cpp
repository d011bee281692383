#include "propose/render_config.hpp"

#include "config/toml/toml_text.hpp"
#include "pg/quote.hpp"
#include "propose/explain_guess.hpp"
#include "util/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace subset {
namespace {

using config::comment_out;
using config::render_comment;
using config::render_string;
using report::render_count;
using report::render_counted;

class ConfigText {
public:
    ConfigText(const Landscape& source, const ConfigProposal& proposal)
        : source_{source}, catalog_{source.catalog()}, proposal_{proposal} {}

    [[nodiscard]] std::string header() const {
        const auto tables = std::count_if(catalog_.tables.begin(), catalog_.tables.end(),
                                          [](const Table& table) { return table.in_scope; });
        std::string text = render_comment(fmt::format(
            "A first config for subset, made by `subset init` from the database {} (PostgreSQL {}, "
            "{}, about {}). It runs as it stands:",
            render_string(catalog_.database), catalog_.server_version,
            render_counted(static_cast<std::uint64_t>(tables), "table", "tables"),
            render_counted(source_.total_rows(), "row", "rows")));
        text +=
            "#\n"
            "#   export PROD_DATABASE_URL=...      # the source, which is only read\n"
            "#   export DEV_DATABASE_URL=...       # the target, which becomes the twin\n"
            "#   subset plan --config twin.toml    # shows what would come, writes nothing\n"
            "#   subset --config twin.toml         # makes the twin, and refreshes it\n"
            "#\n";
        text += render_comment(
            "All of it is guessed from names, statistics and samples, and says why. What is "
            "commented out is for you to decide.");
        for (const Fault& fault : proposal_.faults) {
            text +=
                "#\n" + render_comment("It does not run yet: " + fault.message + ". " + fault.hint);
        }
        return text;
    }

    [[nodiscard]] static std::string databases(const SourceConfig& config) {
        std::string text =
            "\n[source]\n"
            "# url = \"${PROD_DATABASE_URL}\"     # the default\n";
        if (config.schemas) {
            std::vector<std::string> schemas;
            for (const Text& schema : *config.schemas) {
                schemas.push_back(schema.value);
            }
            text += "schemas = " + config::render_list(schemas) + "\n";
        }
        return text +
               "\n[target]\n"
               "# url = \"${DEV_DATABASE_URL}\"      # the default\n";
    }

    [[nodiscard]] std::string roots() const {
        std::string text;
        for (const ProposedRoot& root : proposal_.roots) {
            if (&root == &proposal_.roots.front()) {
                text += "\n" + render_comment(explain_root(source_, proposal_)) + render(root);
                continue;
            }
            text += &root == &proposal_.roots[1]
                        ? "\n# It could also begin from one of these, instead or besides:\n"
                        : "";
            text += "#\n" + render_comment(explain_candidate(source_, root)) +
                    comment_out(render(root));
        }
        return text;
    }

    [[nodiscard]] std::string child_limits() const {
        std::string text;
        for (const ProposedLimit& limit : proposal_.child_limits) {
            const Reference& reference = catalog_.reference(limit.reference);
            const Table& child = catalog_.table(reference.child.table);
            std::string block = fmt::format("[[child]]\ntable    = {}\nparent   = {}\n",
                                            render_string(name(reference.child)),
                                            render_string(name(reference.parent)));
            block +=
                limit.by_name
                    ? fmt::format("name     = {}\n", render_string(reference.name))
                    : fmt::format("columns  = {}\n",
                                  config::render_list(child.names_of(reference.child_columns)));
            block += limit.order_by.empty()
                         ? ""
                         : fmt::format("order_by = {}\n", render_string(limit.order_by));
            text += "\n" +
                    render_comment(fmt::format(
                        "A row of {} has about {} here: not all of them are needed.",
                        reference.parent.name.text(),
                        render_counted(static_cast<std::uint64_t>(std::llround(limit.average)),
                                       "row", "rows"))) +
                    block + fmt::format("limit    = {}\n", limit.limit);
        }
        return text;
    }

    // Tables of migration tools come without an entry, so that the application can start on the
    // twin.
    [[nodiscard]] std::string migrations() const {
        std::string names;
        std::string more;
        for (const Table& table : source_.catalog().tables) {
            if (table.migrations && table.in_scope) {
                names += (names.empty() ? "" : ", ") + table.name.text();
            }
            if (table.migrations && table.in_scope && table.name.name == "ar_internal_metadata") {
                more = fmt::format(
                    " Where {} says environment = production, a script that `after` names in "
                    "[target], from this file's folder on, may change it: UPDATE {} SET value = "
                    "'development' WHERE key = "
                    "'environment';",
                    table.name.text(), table.name.text());
            }
        }
        return names.empty() ? ""
                             : "\n" + render_comment(fmt::format(
                                          "Migration tools keep their state in {}: whole and "
                                          "unmasked, without an entry.{}",
                                          names, more));
    }

    [[nodiscard]] std::string tables() const {
        std::string text = migrations();
        for (const TableId table : proposal_.tables.whole) {
            text += "\n" +
                    render_comment(fmt::format("Small enough to come whole: {}.",
                                               render_size(source_, table))) +
                    render(table, "all");
        }
        for (const TableId table : proposal_.tables.empty) {
            text += "\n" + render_comment(explain_empty(source_, table)) + render(table, "none");
        }
        for (const TableId table : proposal_.tables.absent) {
            text += "\n" + render_comment(explain_absent(source_, table)) + render(table, "absent");
        }
        for (const TableId table : proposal_.tables.perhaps_empty) {
            text += "\n" +
                    render_comment(fmt::format("By its name it is a log, of {}. To leave it empty:",
                                               render_size(source_, table))) +
                    comment_out(render(table, "none"));
        }
        return text;
    }

    [[nodiscard]] std::string masks() const {
        const MaskProposal& masks = proposal_.masks;
        if (masks.masks.empty() && masks.kept.empty()) {
            return {};
        }
        std::string text = "\n" + render_comment(
                                      "Columns that may hold personal data are replaced in the "
                                      "very query that reads them, "
                                      "or kept as they are. Look at both lists: names are all "
                                      "that was gone by, and the values of about 2,000 rows of "
                                      "pages all over each table, or of all rows of a small "
                                      "one; what is in JSON, bytea and types of your own was not "
                                      "looked at.");
        text += "[mask]\n";
        if (!proposal_.mask_key.empty()) {
            text += render_comment(
                        "Made for this file, and what the masks that begin with @ depend on: keep "
                        "it secret, or move it to the environment: key = \"${MASK_KEY}\".") +
                    fmt::format("key = {}\n", render_string(proposal_.mask_key));
        }
        text += proposal_.masks_all()
                    ? render_comment(
                          "A new column that may hold personal data must be masked or "
                          "kept before anything is copied; with \"strict\" any new "
                          "column but keys.") +
                          "unclassified = \"error\"\n"
                    : render_comment(
                          "No mask was found for some columns, which are commented out below: "
                          "every run warns that they are copied as they are. With \"error\" "
                          "nothing is copied until they are masked or kept.") +
                          "unclassified = \"warn\"\n";
        text +=
            "# locale = \"de\"  # made-up names and addresses of this language: en, fr, es ...\n";
        return text + render_keep(masks.kept) + render_mask_tables(masks, catalog_);
    }

    [[nodiscard]] std::string references() const {
        const UndeclaredReferences& undeclared = proposal_.undeclared;
        std::string text;
        if (!undeclared.references.empty()) {
            text += "\n" + render_comment(
                               "References that the schema does not declare, it seems: parents "
                               "come with the rows that name them, and children with chosen rows. "
                               "`subset plan --masks` proposes masks for tables that come along "
                               "then.");
        }
        if (!proposal_.tables.about_others.empty()) {
            std::string names;
            for (const TableId table : proposal_.tables.about_others) {
                names += (names.empty() ? "" : ", ") + catalog_.table(table).name.text();
            }
            text += "#\n" +
                    render_comment(fmt::format("Small, and yet not taken whole: {}. With these "
                                               "references all of their rows would bring nearly "
                                               "everything that they are about; by the references "
                                               "alone come those of rows that are in the twin.",
                                               names));
        }
        for (const ReferenceGuess& guess : undeclared.references) {
            text += "#\n" + render(guess);
        }
        std::vector<std::string> unseen = undeclared.unseen;
        if (undeclared.left_out > 0) {
            unseen.push_back(fmt::format("{} more, by name alone, were not looked at.",
                                         render_counted(undeclared.left_out, "column", "columns")));
        }
        for (const std::string& each : unseen) {
            text += (text.empty() ? "\n" : "#\n") + render_comment(each);
        }
        return text;
    }

    [[nodiscard]] static std::string limits() {
        return "\n" +
               render_comment(
                   "A guess that is wrong must not fill the development server: a run "
                   "that would pass one of these stops before it changes anything.") +
               "[limits]\nrows  = 1_000_000\nbytes = \"2 GB\"\n";
    }

private:
    [[nodiscard]] static std::string name(const Relation& relation) {
        return config::find_table_name(relation.name).value();
    }
    [[nodiscard]] std::string name(TableId table) const {
        return config::find_table_name(catalog_.table(table).name).value();
    }

    [[nodiscard]] std::string render(const ProposedRoot& root) const {
        return fmt::format("[[root]]\ntable    = {}\n{}limit    = {}\nchildren = true\n",
                           render_string(name(root.table)),
                           root.order_by.empty()
                               ? ""
                               : fmt::format("order_by = {}\n", render_string(root.order_by)),
                           root_limit);
    }

    [[nodiscard]] std::string render(TableId table, std::string_view rows) const {
        return fmt::format("[[table]]\nname = {}\nrows = \"{}\"\n",
                           render_string(config::render_table_pattern(catalog_.table(table).name)),
                           rows);
    }

    [[nodiscard]] std::string render(const ReferenceGuess& guess) const {
        const Table& child = catalog_.table(guess.child);
        const Table& parent = catalog_.table(guess.parent);
        std::string block = fmt::format("[[reference]]\ntable   = {}\ncolumns = {}\nparent  = {}\n",
                                        render_string(name(guess.child)),
                                        config::render_list({child.columns[guess.column].name}),
                                        render_string(name(guess.parent)));
        if (guess.type_column) {
            const std::string literal = pg::quote_literal(guess.type_value);
            block +=
                fmt::format("when    = {}\n",
                            render_string(fmt::format(
                                "{} = {}", render_written_column(child.columns[*guess.type_column]),
                                literal.substr(literal.find_first_not_of(' ')))));
        }
        return render_comment(fmt::format("{} of {} sampled values have a row in {}.",
                                          render_count(guess.found), render_count(guess.values),
                                          parent.name.text())) +
               comment_out(block);
    }

    const Landscape& source_;
    const Catalog& catalog_;
    const ConfigProposal& proposal_;
};

}  // namespace

std::string render_config(const SourceConfig& config, const Landscape& source,
                          const ConfigProposal& proposal) {
    const ConfigText text{source, proposal};
    return text.header() + ConfigText::databases(config) + text.roots() + text.child_limits() +
           text.tables() + text.masks() + text.references() + ConfigText::limits();
}

}  // namespace subset
