#include "mask/personal_names.hpp"

#include "mask/name_words.hpp"
#include "mask/value_class.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace subset {
namespace {

// These words of a column's name are tried in this order; the first that matches counts. "first
// name" means two words in a row, however the name joins them.
constexpr std::array telling_words = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"email", "@email"},
    {"e mail", "@email"},
    {"mail", "@email"},
    {"phone", "@phone"},
    {"telephone", "@phone"},
    {"tel", "@phone"},
    {"mobile", "@phone"},
    {"fax", "@phone"},
    {"cell", "@phone"},
    {"iban", "@iban"},
    {"card number", "@card"},
    {"credit card", "@card"},
    {"cardnumber", "@card"},
    {"pan", "@card"},
    {"first name", "@first_name"},
    {"firstname", "@first_name"},
    {"given name", "@first_name"},
    {"forename", "@first_name"},
    {"middle name", "@first_name"},
    {"last name", "@last_name"},
    {"lastname", "@last_name"},
    {"surname", "@last_name"},
    {"family name", "@last_name"},
    {"maiden name", "@last_name"},
    {"full name", "@name"},
    {"fullname", "@name"},
    {"display name", "@name"},
    {"contact name", "@name"},
    {"user name", "@hash"},
    {"username", "@hash"},
    {"login", "@hash"},
    {"nickname", "@name"},
    {"birth", "@date"},
    {"birthday", "@date"},
    {"birthdate", "@date"},
    {"dob", "@date"},
    {"death", "@date"},
    {"ip", "@ip"},
    {"ip address", "@ip"},
    {"address", "@address"},
    {"address1", "@address"},
    {"address2", "@address"},
    {"street", "@address"},
    {"city", "@city"},
    {"town", "@city"},
    {"district", "@city"},
    {"zip", "@postcode"},
    {"zipcode", "@postcode"},
    {"postcode", "@postcode"},
    {"postal code", "@postcode"},
    {"postalcode", "@postcode"},
    {"company", "@company"},
    {"employer", "@company"},
    {"url", "@url"},
    {"website", "@url"},
    {"homepage", "@url"},
    {"password", "@hash"},
    {"passwd", "@hash"},
    {"secret", "@hash"},
    {"token", "@hash"},
    {"api key", "@hash"},
    {"ssn", "@hash"},
    {"passport", "@hash"},
    {"tax id", "@hash"},
    {"vat", "@hash"},
    {"note", "@text"},
    {"notes", "@text"},
    {"comment", "@text"},
    {"comments", "@text"},
    {"message", "@text"},
    {"bio", "@text"},
});

// In these tables, the column "name" holds a person's name.
constexpr std::array people = std::to_array<std::string_view>(
    {"user",    "users",    "customer", "customers", "person",   "persons",   "people",
     "patient", "patients", "contact",  "contacts",  "employee", "employees", "staff",
     "member",  "members",  "author",   "authors",   "actor",    "actors",    "provider",
     "client",  "clients",  "student",  "students"});

std::string_view fit_to(std::string_view mask, const ValueShape& shape) {
    switch (shape.value) {
        case ValueClass::text:
            return mask == "@date" ? "@hash" : mask;
        case ValueClass::date:
            return mask == "@date" ? mask : "";
        case ValueClass::ip:
            return "@ip";
        case ValueClass::json:
            return "@json";
        default:
            return "";
    }
}

}  // namespace

std::string_view guess_mask(std::string_view table, const Column& column) {
    const ValueShape shape = shape_of(column);
    const std::string text = words_of(column.name);
    for (const auto& [word, mask] : telling_words) {
        if (has_word(text, word)) {
            return fit_to(mask, shape);
        }
    }
    const std::string of_table = words_of(table);
    const bool of_person = std::any_of(people.begin(), people.end(), [&](std::string_view word) {
        return has_word(of_table, word);
    });
    return text == " name " && of_person ? fit_to("@name", shape) : std::string_view{};
}

}  // namespace subset
