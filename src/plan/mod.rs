//! What follows from an environment, for one target: nobody wrote it down. Services, components and jobs become the
//! same `Workload`; needs become variables, references, flows and order. Knows no YAML.

pub mod object;
pub mod workload;

use crate::model::Environment;
use crate::model::content::Artifact;
use crate::model::workload::Target;

use object::{
    Account, Alias, AlertRules, AnalysisTemplate, Config, Ingress, Namespace, PeerAuthentication, Policy, Secret, SecretStore,
};
use workload::Workload;

/// Everything an environment consists of, complete and in order: services, components, jobs, each as written.
#[derive(Clone, Debug)]
pub struct Plan<'e> {
    pub environment: &'e Environment,
    pub target: Target,
    pub namespaces: Vec<Namespace>,
    pub peer_authentications: Vec<PeerAuthentication>,
    pub accounts: Vec<Account>,
    pub configs: Vec<Config>,
    pub secrets: Vec<Secret>,
    pub secret_store: Option<SecretStore>,
    pub workloads: Vec<Workload>,
    pub aliases: Vec<Alias>,
    pub policies: Vec<Policy>,
    pub ingresses: Vec<Ingress>,
    pub analyses: Vec<AnalysisTemplate>,
    pub alerts: Option<AlertRules>,
    /// The Compose project's name.
    pub project: String,
    /// The text artifacts of `[artifacts]`, by path.
    pub artifacts: Vec<PlannedArtifact<'e>>,
    /// Who connects to whom.
    pub flows: Vec<Flow>,
}

#[derive(Clone, Debug)]
pub struct PlannedArtifact<'e> {
    pub path: &'e str,
    pub artifact: &'e Artifact,
    /// Complete but for line ends.
    pub text: String,
}

/// One allowed connection between workloads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flow {
    pub from: String,
    pub to: String,
    /// The container's port.
    pub port: u16,
}
