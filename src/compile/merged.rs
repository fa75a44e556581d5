//! One environment, from its layers to whatever a verb asks of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::flows::{Stated, stated};
use crate::check::{self, Judged, Known, Objects};
use crate::diagnostic::{Diagnostic, FieldPath, Place, Report, Sources};
use crate::emit::{self, Artifact, Form};
use crate::fidelity::{losses, lost_manifests};
use crate::load::{Layered, Manifests, Node, ObjectTemplate, Platform, Wanted};
use crate::model::workload::Target;
use crate::model::{self, Environment, Provenance, RULES};
use crate::output::Rendered;
use crate::plan::{self, Again, Aim, Only, Plan};

use super::earlier::Earlier;
use super::emitted::{checked, emit_to_check};
use super::environments::{environments, words};
use super::read::Read;
use super::request::Request;

/// One environment of a platform, its layers merged.
pub struct Merged<'p> {
    /// Whose files are read.
    platform: &'p Platform,
    /// What the places of the layers are places in.
    sources: &'p Sources,
    layered: Layered<'p>,
    read: Arc<Read>,
    /// What merging found; typing builds on it, for each target anew.
    found: Report,
    pub targets: Vec<Target>,
}

impl<'p> Merged<'p> {
    pub fn read(platform: &'p Platform, asked: &Request, report: &mut Report) -> Option<Self> {
        let at = asked.environment_at;
        let layered = platform.layered(&asked.environment, at, &asked.settings, &RULES, report)?;
        if layered.is_abstract {
            let known = environments(platform, at, &mut Report::default());
            let names: Vec<&str> = known.iter().map(|environment| environment.name.as_str()).collect();
            let message = format!("`{}` is a layer that others extend, and no environment", asked.environment);
            report.push(
                Diagnostic::error("abstract-layer", at, message)
                    .help(format!("the environments are {}", names.join(", "))),
            );
            return None;
        }
        let Some(tier) = model::tier(&layered.tree, report) else {
            // Typing says what is missing.
            model::environment(&layered, Target::Kubernetes, &platform.sources, None, report);
            return None;
        };
        let targets = model::targets(&layered.tree, tier, report);
        let (sources, read) = (&platform.sources, Arc::default());
        Some(Self { platform, sources, layered, read, found: report.clone(), targets })
    }

    /// The names of its layers, lowest first.
    pub fn chain(&self) -> &[String] {
        &self.layered.chain
    }

    /// The target asked for, or the first that has a stream, or the first at all.
    pub fn target(&self, asked: &Request, report: &mut Report) -> Option<Target> {
        let streams = [Target::Kubernetes, Target::Compose];
        let first = streams.into_iter().find(|target| self.targets.contains(target)).or(self.targets.first().copied());
        match asked.target.or(first) {
            Some(target) if self.targets.contains(&target) => return Some(target),
            Some(target) if first.is_some() => {
                let message = format!("environment `{}` has no target `{}`", self.layered.name, target.as_str());
                report.push(
                    Diagnostic::error("unknown-target", asked.target_at, message)
                        .label(format!("it has {}", words(&self.targets))),
                );
            }
            // What stands there is no list of targets, which has been said.
            Some(_) | None if report.has_errors() => {}
            Some(_) | None => {
                let place = self.layered.tree.nearest_place(&FieldPath::new(["targets"]));
                let message = format!("environment `{}` has no target", self.layered.name);
                report.push(Diagnostic::error("no-target", place, message).label("name kubernetes, compose or files"));
            }
        }
        None
    }

    /// The environment typed for one target. Faults of the model are reported.
    pub fn typed(&self, target: Target, report: &mut Report) -> (Environment, Provenance<'_>) {
        let mut found = self.found.clone();
        let typed = model::environment(&self.layered, target, self.sources, None, &mut found);
        report.absorb(found);
        typed
    }

    /// Everything that was emitted for these targets, unless anything is wrong for any of them.
    pub fn render(&self, targets: &[Target], form: Form, at: Place, report: &mut Report) -> Option<Rendered> {
        let mut rendered = Rendered::default();
        for target in targets {
            let mut found = Report::default();
            self.plan(*target, *target == Target::Files, at, &mut found, |plan, provenance, report| {
                emit(plan, provenance, *target, form, &mut rendered, report);
                if *target != Target::Files {
                    let manifests = self.platform.manifest_places(&self.layered.chain);
                    rendered.losses.extend(losses(plan, provenance));
                    rendered.losses.extend(lost_manifests(*target, manifests));
                }
            });
            report.absorb(found);
        }
        (!report.has_errors()).then_some(rendered)
    }

    /// Every connection that is stated for a target, and where.
    pub fn flows(&self, target: Target, at: Place, report: &mut Report) -> Option<Vec<(Stated, Option<Place>)>> {
        let mut flows = None;
        self.plan(target, false, at, report, |plan, provenance, _| {
            let place = |line: &Stated| provenance.node(&line.field).map(|_| provenance.key_place(&line.field));
            flows = Some(stated(plan).into_iter().map(|line| (line.clone(), place(&line))).collect());
        });
        flows
    }

    /// What the rules find in these targets, and what `[lints]` leave of it.
    pub fn check(&self, targets: &[Target], at: Place, report: &mut Report) -> Option<Judged> {
        // Text artifacts are planned along with the target that they speak of, if that is checked, too.
        let of_files = self.typed_for(Target::Files);
        let both = targets.contains(&Target::Files) && targets.contains(&of_files);
        let planned: Vec<Target> = targets.iter().copied().filter(|one| !both || *one != Target::Files).collect();
        let complete = targets.len() == self.targets.len();
        let mut findings = Vec::new();
        let mut taken = Vec::new();
        let mut objects = 0;
        let mut judged = None;
        for target in &planned {
            let mut found = Report::default();
            let with_artifacts = *target == Target::Files || both && *target == of_files;
            self.plan(*target, with_artifacts, at, &mut found, |plan, provenance, report| {
                let emitted = emit_to_check(plan, provenance, *target, report);
                check::refuse_unknown_lints(plan.environment, provenance, report);
                if report.has_errors() {
                    return;
                }
                objects += emitted.objects.len();
                let read = Objects::of(&emitted.objects, plan, provenance);
                let known = Known::of(&read, plan);
                let checked = checked(&emitted, &read, &known, plan, provenance);
                taken.extend(check::taken(&checked));
                for finding in check::findings(&checked) {
                    // What stands in the model is found for each target.
                    if !findings.contains(&finding) {
                        findings.push(finding);
                    }
                }
                if planned.last() == Some(target) {
                    let (findings, taken) = (std::mem::take(&mut findings), std::mem::take(&mut taken));
                    judged = Some(check::judged(findings, taken, plan.environment, provenance, complete));
                }
            });
            report.absorb(found);
        }
        judged.filter(|_| !report.has_errors()).map(|judged| Judged { objects, ..judged })
    }

    /// Text artifacts speak of one of the other targets: of Kubernetes, if the environment has it.
    pub fn typed_for(&self, target: Target) -> Target {
        match target {
            Target::Kubernetes | Target::Compose => target,
            Target::Files if self.targets.contains(&Target::Kubernetes) => Target::Kubernetes,
            Target::Files => Target::Compose,
        }
    }

    /// The merged layers.
    pub fn tree(&self) -> &Node<'p> {
        &self.layered.tree
    }

    /// The top of the environment's own layer.
    pub fn top(&self) -> Place {
        self.layered.top
    }

    pub fn name(&self) -> &str {
        &self.layered.name
    }

    /// The same environment under another name.
    pub fn called(&self, name: &str) -> Self {
        let mut other = self.altered(self.layered.tree.clone());
        name.clone_into(&mut other.layered.name);
        other
    }

    /// The same environment with the files that another one has in the place of its own. Its sources are among ours.
    pub fn with_files_of(&self, other: &Merged<'p>) -> Self {
        let mut made = self.altered(self.layered.tree.clone());
        made.platform = other.platform;
        made.read = Arc::clone(&other.read);
        made.layered.chain.clone_from(&other.layered.chain);
        made
    }

    /// The same environment with other values in its layers.
    pub fn altered(&self, tree: Node<'p>) -> Self {
        let Layered { name, chain, is_abstract, top, tree: _ } = &self.layered;
        let (name, chain) = (name.clone(), chain.clone());
        let layered = Layered { name, chain, is_abstract: *is_abstract, top: *top, tree };
        let (platform, sources, targets) = (self.platform, self.sources, self.targets.clone());
        Self { platform, sources, layered, read: Arc::clone(&self.read), found: Report::default(), targets }
    }

    /// What comes of a target whatever is wrong with the layers: what has a fault counts as not said. Of Kubernetes, the
    /// objects of `only` are enough, and of the workloads those `among` which matter.
    pub fn attempt(
        &self,
        earlier: &Earlier<'_, 'p>,
        only: Option<Only<'_>>,
        among: Option<&BTreeSet<String>>,
        report: &mut Report,
    ) -> Attempt {
        let (mut rendered, mut read) = (Rendered::default(), None);
        let target = earlier.target;
        let with_artifacts = target == Target::Files;
        let only = only.filter(|_| target == Target::Kubernetes);
        let before = earlier.before(among);
        let (environment, provenance) =
            model::environment(&self.layered, self.typed_for(target), self.sources, Some(before), report);
        // To plan one workload is quicker than to plan all, so that they can be taken over.
        let known = match only {
            _ if !Arc::ptr_eq(&self.read, &earlier.merged.read) => None,
            Some(_) => earlier.known(),
            None => earlier.again(),
        };
        let again = known.map_or(Again::Never, |(kept, _)| Again::Now(kept));
        let typed = Typed { environment: &environment, provenance: &provenance, with_artifacts, only, again };
        self.planned(&typed, earlier.at, report, |plan, report| {
            read.clone_from(&plan.read);
            match (only, known) {
                (Some(Only { aim: Aim::Objects, kind, .. }), _) => {
                    rendered.objects = emit::kubernetes::emit_kind(kind, plan, &provenance, report);
                }
                (Some(_), _) => {}
                (None, Some((_, known))) if target == Target::Kubernetes => {
                    rendered.namespace.clone_from(&plan.namespace);
                    rendered.objects = emit::kubernetes::emit_again(plan, &provenance, known, report);
                }
                (None, _) => emit(plan, &provenance, target, Form::Json, &mut rendered, report),
            }
        });
        Attempt { rendered, read }
    }

    fn plan(
        &self,
        target: Target,
        with_artifacts: bool,
        at: Place,
        report: &mut Report,
        emit: impl FnOnce(&Plan<'_>, &Provenance<'_>, &mut Report),
    ) {
        let typed = self.typed(self.typed_for(target), report);
        self.plan_of(&typed, with_artifacts, at, report, emit);
    }

    pub(super) fn plan_of(
        &self,
        (environment, provenance): &(Environment, Provenance<'_>),
        with_artifacts: bool,
        at: Place,
        report: &mut Report,
        emit: impl FnOnce(&Plan<'_>, &Provenance<'_>, &mut Report),
    ) {
        if report.has_errors() {
            return;
        }
        let typed = Typed { environment, provenance, with_artifacts, only: None, again: Again::Never };
        self.planned(&typed, at, report, |plan, report| {
            if !report.has_errors() {
                emit(plan, provenance, report);
            }
        });
    }

    pub(super) fn planned(
        &self,
        typed: &Typed<'_>,
        at: Place,
        report: &mut Report,
        emit: impl FnOnce(&Plan<'_>, &mut Report),
    ) {
        let Typed { environment, provenance, with_artifacts, only, again } = *typed;
        let named = model::references(environment);
        let wanted: Vec<Wanted> = named
            .into_iter()
            .filter(|file| with_artifacts || !file.is_of_artifact())
            .map(|file| Wanted { place: provenance.place(&file.field), path: file.path, form: file.form })
            .collect();
        let contents = self.read.contents(self.platform, wanted, report);
        let none = Manifests::default();
        let manifests = match environment.target {
            Target::Kubernetes => self.read.manifests(self.platform, &self.layered.chain, report),
            Target::Compose | Target::Files => &none,
        };
        // Only templates speak of other environments; what is wrong with those is reported when they are asked for.
        let text = |template: &ObjectTemplate| self.platform.sources.get(template.source).text.as_str();
        let mut texts = contents.below("templates").map(|(_, text)| text).chain(manifests.templates.iter().map(text));
        let is_read = only.is_none_or(|only| only.contents);
        let speaks_of_others = with_artifacts || is_read && texts.any(|text| text.contains("environments"));
        let others = match speaks_of_others {
            true => self.read.environments(self.platform, &self.layered, at),
            false => Vec::new(),
        };
        let inputs = plan::Inputs {
            environment,
            provenance,
            contents: &contents,
            manifests,
            engine: &self.read.engine,
            environments: &others,
            with_artifacts,
            only,
            again,
        };
        let plan = plan::plan(&inputs, report);
        emit(&plan, report);
    }
}

/// What came of an environment, whatever is wrong with it.
pub struct Attempt {
    pub rendered: Rendered,
    /// As the plan has it.
    pub read: Option<BTreeSet<String>>,
}

/// What is planned.
pub(super) struct Typed<'t> {
    pub environment: &'t Environment,
    pub provenance: &'t Provenance<'t>,
    pub with_artifacts: bool,
    /// The one workload whose objects are wanted.
    pub only: Option<Only<'t>>,
    pub again: Again<'t>,
}

pub(super) fn emit(
    plan: &Plan<'_>,
    provenance: &Provenance<'_>,
    target: Target,
    form: Form,
    rendered: &mut Rendered,
    report: &mut Report,
) {
    match target {
        Target::Kubernetes => {
            rendered.namespace.clone_from(&plan.namespace);
            rendered.objects = emit::kubernetes::emit(plan, provenance, form, report);
        }
        Target::Compose => {
            let path = plan.environment.compose.file.clone();
            let text = emit::compose::emit(plan, provenance, form, report);
            rendered.compose = Some(Artifact { path, text, mode: 0o644 });
        }
        Target::Files => rendered.files = emit::files::emit(plan),
    }
}
