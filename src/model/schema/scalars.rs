//! The small types as an editor knows them: what each is written as, by the rule that its own `parse` has.
//! No value of a secret stands here, not even as an example.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::model::cron::Cron;
use crate::model::lint::Subject;
use crate::model::patch::PatchTarget;
use crate::model::rollout::Pause;
use crate::model::scalar::{Amount, Count, Duration, KubernetesVersion, Mode, Name, Percent, Port, Quantity, Variable};
use crate::model::text::{Scalar, SecretLiteral, Text};
use crate::model::tree_value::TreeValue;
use crate::model::volume::Limit;

const DURATION: &str = "([0-9]+(ms|s|m|h|d|w|y))+";
const QUANTITY: &str = r"[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?";

/// Types with a definition of their own, that fields refer to.
macro_rules! defined {
    ($($type:ident => $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

/// Types so plain that they stand where they are used.
macro_rules! in_place {
    ($($type:ident => $schema:expr;)*) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

defined! {
    Name => string(
        "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        "A DNS label: 1 to 63 lower-case letters, digits and `-`, such as `orders-api`.",
    );
    Variable => string(
        "^[A-Za-z_.-][A-Za-z0-9_.-]*$",
        "The name of a variable: letters, digits, `_`, `-` and `.`, no digit first, such as `DB_URL`.",
    );
    Duration => string(&format!("^{DURATION}$"), "A length of time, such as `500ms`, `60s`, `1h30m` or `30d`.");
    Quantity => string(&format!("^{QUANTITY}$"), "An amount of a resource, such as `250m`, `0.5` or `512Mi`.");
    Mode => string("^0*[0-7]{3}$", "The mode of a file in octal digits, such as `0644`.");
    KubernetesVersion => string(r"^1\.(2[5-9]|3[0-7])$", "A version of Kubernetes, such as `1.28`.");
    Cron => string(
        r"^\s*[0-9A-Za-z*/,-]+(\s+[0-9A-Za-z*/,-]+){4}\s*$",
        "A cron line: minute, hour, day of the month, month, weekday, such as `0 2 * * *`.",
    );
    PatchTarget => string(
        "^([A-Z][A-Za-z0-9]*|compose)/[A-Za-z0-9.:_*-]+$",
        "A kind and a name such as `Deployment/web`, or `compose/NAME`. `*` stands for any letters of the name.",
    );
    Subject => string(
        "^[^\\s].*$",
        "A field such as `services.web`, or an object such as `Deployment/web`; `*` stands for any letters of its name.",
    );
    Limit => string(&format!("^({QUANTITY})?$"), "A quantity such as `64Mi`, or `\"\"` for no limit.");
    Pause => string(&format!("^({DURATION})?$"), "A duration such as `10m`, or `\"\"` to wait for a person.");
    Amount => json_schema!({
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": i32::MAX,
        "pattern": "^(100|[1-9]?[0-9])%$",
        "description": "So many, or a share of them, such as `1` or `25%`.",
    });
    Text => json_schema!({
        "type": "string",
        "description": "Text with placeholders, such as `{environment}`, `{self.port}` or `{NEED.url}`.",
    });
    Scalar => json_schema!({
        "type": ["string", "number", "boolean"],
        "description": "Text with placeholders, a number or a boolean; written as a string.",
    });
    SecretLiteral => json_schema!({
        "type": "string",
        "description": "A secret, written down. Only the tiers `local` and `test` read one from a layer.",
    });
    TreeValue => json_schema!({
        "type": ["object", "array", "string", "number", "boolean"],
        "additionalProperties": true,
        "description": "Any tree of values. Placeholders work in its strings.",
    });
}

in_place! {
    Port => json_schema!({ "type": "integer", "minimum": 1, "maximum": u16::MAX });
    Percent => json_schema!({ "type": "integer", "minimum": 0, "maximum": 100 });
    Count => json_schema!({ "type": "integer", "minimum": 0, "maximum": i32::MAX });
}

fn string(pattern: &str, about: &str) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern, "description": about })
}

// How a default of these types is shown.

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(self.0)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for KubernetesVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.{}", self.major, self.minor))
    }
}
