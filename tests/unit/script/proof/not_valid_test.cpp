#include "script/proof/not_valid.hpp"

#include "support/catalog_builder.hpp"
#include "support/dump_entry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::CatalogBuilder;
using testing_support::dump_entry;

constexpr const char* constraint =
    "ALTER TABLE ONLY public.orders ADD CONSTRAINT of FOREIGN KEY (u) ";

// Marks the foreign keys of the dump for the case that so many rows dangle.
struct Marked {
    explicit Marked(Dangling rule, std::uint64_t dangling, bool validated = true) {
        CatalogBuilder builder;
        builder.table("users", {"id integer"}).table("orders", {"id integer", "u integer"});
        validated ? builder.reference("of", "orders(u) -> users(id)")
                  : builder.not_valid("of", "orders(u) -> users(id)");
        plan.catalog = builder.build();
        plan.references.emplace_back().dangling = rule;
        plan.reference_outputs.emplace_back();
        closure.references.emplace_back().dangling = dangling;
    }
    [[nodiscard]] std::vector<std::string> sql(std::vector<SchemaEntry> entries) const {
        std::vector<std::string> texts;
        for (const SchemaEntry& entry :
             mark_not_valid(plan, closure, std::move(entries), target_version_num)) {
            texts.push_back(entry.sql);
        }
        return texts;
    }

    Plan plan;
    Closure closure;
    int target_version_num = 150000;
};

std::vector<SchemaEntry> dumped(const std::string& options = "REFERENCES public.users(id);") {
    return {dump_entry("INDEX public orders_u", "CREATE INDEX ...;"),
            dump_entry("FK CONSTRAINT public orders of", constraint + options)};
}

TEST(MarkNotValid, AConstraintWhoseDanglingRowsAreKeptIsNotValidInTheTwin) {
    const Marked marked{Dangling::keep, 2};
    EXPECT_THAT(marked.sql(dumped()),
                ElementsAre("CREATE INDEX ...;",
                            std::string{constraint} + "REFERENCES public.users(id) NOT VALID;"));
    EXPECT_THAT(marked.sql(dumped("REFERENCES public.users(id) NOT VALID;")).back(),
                std::string{constraint} + "REFERENCES public.users(id) NOT VALID;");
}

TEST(MarkNotValid, EqualConstraintsAreMarkedTogether) {
    Marked marked{Dangling::keep, 2};
    marked.plan.catalog.references.front().equal_names = {"again", "written"};
    marked.plan.catalog.references.front().constraints = {"of", "again"};
    std::vector<SchemaEntry> entries = dumped();
    entries.push_back(dump_entry("FK CONSTRAINT public orders again", "ALTER TABLE ...;"));
    EXPECT_EQ(marked.sql(entries).back(), "ALTER TABLE ... NOT VALID;");
}

TEST(MarkNotValid, NoOtherConstraintIsTouched) {
    for (const Marked& marked : {Marked{Dangling::keep, 0}, Marked{Dangling::null, 2},
                                 Marked{Dangling::drop, 2}, Marked{Dangling::keep, 2, false}}) {
        EXPECT_EQ(marked.sql(dumped()).back(),
                  std::string{constraint} + "REFERENCES public.users(id);");
    }
}

TEST(MarkNotValid, AConstraintThatIsNotFoundIsAnError) {
    try {
        (void)Marked{Dangling::keep, 2}.sql({});
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::not_whole);
        EXPECT_THAT(error.what(), HasSubstr("of"));
    }
}

}  // namespace
}  // namespace subset
