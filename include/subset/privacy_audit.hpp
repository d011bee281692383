// privacy_audit.hpp
//
// The privacy audit says, for somebody who answers for the data and does not know the program, what
// becomes of each column, what a masked value looks like, and what no mask covers. No value of the
// source stands in it.
//
// Thread-safety: values.
#pragma once

#include <string>
#include <vector>

namespace subset {

struct AuditedColumn {
    std::string kind;        // "text", "date or time", "number"
    std::string looks_like;  // the mask that the column's name asks for, "@email"; or empty
    std::vector<std::string> examples;  // masked values
    std::string why_no_example;         // of a masked column
    bool free_text = false;             // it comes as it is, and may say anything
    bool own_sql = false;               // SQL of the config has a part in the mask
};

// A statement of the schema that holds literals comes as it is written.
struct AuditedObject {
    std::string title;  // "VIEW public names"
    bool personal =
        false;  // some literal has the form of an address of mail, a telephone number ...
};

struct PrivacyAudit {
    std::string config_file;
    std::string config_hash;
    std::string unclassified;            // of [mask]
    std::vector<AuditedColumn> columns;  // one for each of Report::columns, in their order
    std::vector<AuditedObject> objects;
};

}  // namespace subset
