//! The keys at the top of a layer: one list, for typing and for the schema.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::load::Map;

use super::access::Access;
use super::compose::Compose;
use super::content::{Artifact, Config};
use super::lint::Lint;
use super::network::{Ingress, Network, Storage};
use super::observability::Observability;
use super::patch::Patch;
use super::platform::{Namespace, Platform, SecurityPolicy, Sizes, Tier};
use super::rollout::Analysis;
use super::schema::{components, defaults, jobs, profiles, services};
use super::secrets::{Secret, SecretStore};
use super::workload::Target;

/// A key at the top of a layer.
pub struct Top {
    pub name: &'static str,
    /// What the schema says of it.
    pub about: &'static str,
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// What a layer says of itself; loading takes it, so that no environment has it.
pub const OF_A_LAYER: [Top; 3] = [
    top::<String>("extends", "The layer below this one; `base` if not set."),
    top::<bool>("abstract", "Whether it is there for other layers alone, and no environment."),
    top::<Vec<String>>("unset", "Paths that are removed from what lower layers set; `*` is any one key."),
];

/// What the layers of an environment say together.
pub const OF_AN_ENVIRONMENT: [Top; 24] = [
    top::<Tier>("tier", "What kind of place the environment is. Rules depend on this, never on its name."),
    top::<Vec<Target>>("targets", "The targets that may be rendered; by tier if not set."),
    top::<Platform>("platform", "What the whole is called, and what holds for all of it."),
    Top { name: "defaults", about: "What every workload of a kind starts from.", schema: defaults },
    Top {
        name: "profiles",
        about: "Tables that workloads name in `profiles`, laid over the defaults.",
        schema: profiles,
    },
    top::<Sizes>("sizes", "Requests and limits by name, for the key `size` of a container."),
    top::<Map<String, Namespace>>("namespaces", "Namespaces by ID. The ID `main` is the environment's own."),
    Top { name: "services", about: "What the platform is made of.", schema: services },
    Top { name: "components", about: "What the services lean on, such as databases and brokers.", schema: components },
    Top { name: "jobs", about: "What runs to its end, with every release, on a schedule or by hand.", schema: jobs },
    top::<Map<String, Config>>("config", "ConfigMaps that workloads share."),
    top::<Map<String, Secret>>("secrets", "Secrets and their keys."),
    top::<SecretStore>("secret-store", "Where the values of secrets come from."),
    top::<Storage>("storage", "What holds for every claim of a volume."),
    top::<Network>("network", "Network policies, and the flows that no need can state."),
    top::<Ingress>("ingress", "What holds for everything exposed."),
    top::<Map<String, Access>>("access", "Accounts that workloads share."),
    top::<SecurityPolicy>("security", "What holds for all workloads."),
    top::<Map<String, Analysis>>("analysis", "The figures that decide whether a new version is good."),
    top::<Observability>("observability", "How metrics are collected, what raises an alert, what dashboards show."),
    top::<Map<String, Artifact>>("artifacts", "Text files of the target `files`, by path."),
    top::<Compose>("compose", "What the Compose file says beside its services."),
    top::<Map<String, Patch>>("patches", "What is laid over finished objects, in their own words."),
    top::<Map<String, Lint>>("lints", "How seriously what a rule of `check` finds is taken, by its name."),
];

const fn top<T: JsonSchema>(name: &'static str, about: &'static str) -> Top {
    Top { name, about, schema: SchemaGenerator::subschema_for::<T> }
}
