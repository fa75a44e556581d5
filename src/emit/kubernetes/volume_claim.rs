//! PersistentVolumeClaims: objects of their own, or templates of a StatefulSet.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, PersistentVolumeClaimSpec, VolumeResourceRequirements};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::emit::{Form, Object};
use crate::model::scalar::Quantity;
use crate::model::workload::AccessMode;
use crate::plan::Plan;
use crate::plan::workload::{Claim, Controller, Workload};

use super::object::core;
use super::value::{labels, quantity};

/// Those of a StatefulSet come from its templates.
pub fn volume_claims(_: &Plan<'_>, workload: &Workload, form: Form) -> Vec<Object> {
    let claims = workload.claims.iter().filter(|_| !matches!(workload.controller, Controller::StatefulSet { .. }));
    let object = |claim: &Claim| {
        let spec = Some(spec(&claim.size, claim.class.as_ref(), claim.access));
        core(&claim.meta, form, |metadata| PersistentVolumeClaim { metadata, spec, status: None })
    };
    claims.map(object).collect()
}

/// Of a StatefulSet; the name says which volume it is.
pub fn template(claim: &Claim) -> PersistentVolumeClaim {
    let metadata =
        ObjectMeta { labels: labels(&claim.meta.labels), name: Some(claim.volume.clone()), ..ObjectMeta::default() };
    PersistentVolumeClaim { metadata, spec: Some(spec(&claim.size, claim.class.as_ref(), claim.access)), status: None }
}

pub fn spec(size: &Quantity, class: Option<&String>, access: AccessMode) -> PersistentVolumeClaimSpec {
    let requests = BTreeMap::from([("storage".to_owned(), quantity(size))]);
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![access_mode(access).to_owned()]),
        resources: Some(VolumeResourceRequirements { limits: None, requests: Some(requests) }),
        storage_class_name: class.cloned(),
        ..PersistentVolumeClaimSpec::default()
    }
}

fn access_mode(access: AccessMode) -> &'static str {
    match access {
        AccessMode::ReadWriteOnce => "ReadWriteOnce",
        AccessMode::ReadWriteMany => "ReadWriteMany",
        AccessMode::ReadOnlyMany => "ReadOnlyMany",
        AccessMode::ReadWriteOncePod => "ReadWriteOncePod",
    }
}
