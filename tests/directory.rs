//! The output folder: what it holds, what is deleted, what is refused, what is left alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its folder has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use platgen::diagnostic::{Place, Report};
use platgen::emit::{Artifact, Object};
use platgen::output::{Rendered, layout, write};
use tempfile::TempDir;

const NOWHERE: Place = Place { source: 0, start: 0, end: 0 };

fn object(kind: &'static str, name: &str) -> Object {
    Object {
        api_version: "v1".into(),
        kind: kind.into(),
        name: name.to_owned(),
        namespace: Some("hello-prod".to_owned()),
        owner: Some("web".to_owned()),
        manual: false,
        text: format!("kind: {kind}\n"),
    }
}

fn file(path: &str, text: &str, mode: u32) -> Artifact {
    Artifact { path: path.to_owned(), text: text.to_owned(), mode }
}

fn rendered(objects: Vec<Object>) -> Rendered {
    Rendered { namespace: Some("hello-prod".to_owned()), objects, ..Rendered::default() }
}

/// A folder that does not exist yet, in one that is deleted at the end.
fn place() -> (TempDir, PathBuf) {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("out");
    (root, folder)
}

fn written(folder: &Path, files: Vec<Artifact>) {
    let mut report = Report::default();
    assert!(write(folder, files, NOWHERE, &mut report), "{report:?}");
}

/// Rule and message of the refusal.
fn refused(folder: &Path, files: Vec<Artifact>) -> (&'static str, String) {
    let mut report = Report::default();
    assert!(!write(folder, files, NOWHERE, &mut report));
    let fault = report.diagnostics.pop().unwrap();
    (fault.rule, fault.message)
}

/// Every path below a folder, sorted, folders included.
fn paths(folder: &Path) -> Vec<String> {
    let below = walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name();
    below.into_iter().map(|entry| entry.unwrap().path().strip_prefix(folder).unwrap().display().to_string()).collect()
}

#[test]
fn a_path_tells_owner_kind_name_and_what_namespace_is_not_the_main_one() {
    let elsewhere = Object { namespace: Some("traefik".to_owned()), ..object("Service", "web") };
    let cluster = Object { namespace: None, owner: None, ..object("Namespace", "hello-prod") };
    let manual = Object { manual: true, ..object("Secret", "web") };
    let all = Rendered {
        compose: Some(file("compose.yaml", "services: {}\n", 0o644)),
        files: vec![file("files/ci/run.sh", "#!/bin/sh\n", 0o755)],
        ..rendered(vec![cluster, object("Service", "web"), elsewhere, manual])
    };
    let files = layout(&all);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "kubernetes/platform/namespace-hello-prod.yaml",
            "kubernetes/web/service-web.yaml",
            "kubernetes/web/service-web.traefik.yaml",
            "manual/web/secret-web.yaml",
            "kustomization.yaml",
            "compose.yaml",
            "files/ci/run.sh",
        ]
    );
    assert_eq!(
        files[4].text,
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n\
         - kubernetes/platform/namespace-hello-prod.yaml\n- kubernetes/web/service-web.yaml\n\
         - kubernetes/web/service-web.traefik.yaml\n"
    );
}

#[test]
fn nothing_to_apply_is_no_kustomization() {
    let all = Rendered { compose: Some(file("compose.yaml", "services: {}\n", 0o644)), ..Rendered::default() };
    let files = layout(&all);
    assert_eq!(files.len(), 1);
}

#[test]
fn a_new_folder_is_made_with_the_folders_above_it_and_an_index() {
    let (root, _) = place();
    let folder = root.path().join("build/prod");
    written(&folder, layout(&rendered(vec![object("Service", "web")])));
    assert_eq!(
        paths(&folder),
        [".platgen", "kubernetes", "kubernetes/web", "kubernetes/web/service-web.yaml", "kustomization.yaml"]
    );
    assert_eq!(
        fs::read_to_string(folder.join(".platgen")).unwrap(),
        "platgen owns the files listed here; `platgen render` rewrites this folder as a whole.\n\
         0986089a4d6c36657cb202f9580c17af4d96f818afca398410926f5b9703104d  kubernetes/web/service-web.yaml\n\
         ef4373e6cfcd4579197eab21afd0805827b561f02727426dfdedafb5305f82d0  kustomization.yaml\n"
    );
    assert_eq!(paths(&root.path().join("build")).len(), 6, "nothing is left beside the folder");
}

#[test]
fn what_is_no_longer_emitted_is_deleted_with_its_folder() {
    let (root, folder) = place();
    let api = Object { owner: Some("api".to_owned()), ..object("Service", "api") };
    written(&folder, layout(&rendered(vec![object("Service", "web"), api])));
    written(&folder, layout(&rendered(vec![object("Service", "web")])));
    assert!(!folder.join("kubernetes/api").exists());
    assert!(folder.join("kubernetes/web/service-web.yaml").exists());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1, "the old tree is gone");
}

#[test]
fn an_edited_file_of_ours_is_written_again() {
    let (_root, folder) = place();
    let files = layout(&rendered(vec![object("Service", "web")]));
    written(&folder, files.clone());
    let path = folder.join("kubernetes/web/service-web.yaml");
    fs::write(&path, "edited\n").unwrap();
    written(&folder, files);
    assert_eq!(fs::read_to_string(path).unwrap(), "kind: Service\n");
}

#[test]
fn an_empty_folder_is_taken() {
    let (_root, folder) = place();
    fs::create_dir(&folder).unwrap();
    written(&folder, vec![file("a", "a\n", 0o644)]);
    assert_eq!(paths(&folder), [".platgen", "a"]);
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let (_root, folder) = place();
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("notes.txt"), "mine\n").unwrap();
    let (rule, message) = refused(&folder, vec![file("a", "a\n", 0o644)]);
    assert_eq!(rule, "foreign-folder");
    assert!(message.contains(&folder.display().to_string()), "{message}");
    fs::write(folder.join(".platgen"), "somebody else's\n").unwrap();
    assert_eq!(refused(&folder, vec![file("a", "a\n", 0o644)]).0, "foreign-folder");
    assert_eq!(paths(&folder), [".platgen", "notes.txt"]);
}

#[test]
fn foreign_files_in_a_folder_of_ours_are_named_up_to_five() {
    let (_root, folder) = place();
    written(&folder, vec![file("a/a", "a\n", 0o644)]);
    fs::write(folder.join("a/mine"), "").unwrap();
    fs::create_dir_all(folder.join("b/c")).unwrap();
    fs::write(folder.join("b/c/mine"), "").unwrap();
    let (rule, message) = refused(&folder, vec![file("a/a", "b\n", 0o644)]);
    assert_eq!(rule, "foreign-file");
    assert!(message.ends_with("did not write: `a/mine`, `b/`"), "{message}");
    for name in ["1", "2", "3", "4", "5"] {
        fs::write(folder.join(name), "").unwrap();
    }
    let (_, message) = refused(&folder, vec![file("a/a", "b\n", 0o644)]);
    assert!(message.ends_with("`1`, `2`, `3`, `4`, `5` and 2 more"), "{message}");
    assert_eq!(fs::read_to_string(folder.join("a/a")).unwrap(), "a\n");
}

#[test]
fn a_path_is_a_file_or_a_folder_in_one_spelling_inside_the_folder() {
    let (_root, folder) = place();
    let refuse = |one: &str, other: &str| refused(&folder, vec![file(one, "", 0o644), file(other, "", 0o644)]).0;
    assert_eq!(refuse("files/Run.sh", "files/run.sh"), "same-path");
    assert_eq!(refuse("files/a", "files/a/b"), "same-path");
    assert_eq!(refuse(".platgen", "a"), "same-path");
    assert_eq!(refuse("../a", "b"), "outside-folder");
    assert_eq!(refuse("/a", "b"), "outside-folder");
    assert!(!folder.exists());
}

#[test]
fn a_file_is_no_folder_and_the_working_directory_stays() {
    let (_root, folder) = place();
    fs::write(&folder, "a file\n").unwrap();
    assert_eq!(refused(&folder, vec![file("a", "a\n", 0o644)]).0, "no-folder");
    assert_eq!(refused(Path::new("."), vec![file("a", "a\n", 0o644)]).0, "working-folder");
    assert_eq!(refused(Path::new(".."), vec![file("a", "a\n", 0o644)]).0, "working-folder");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn what_is_as_it_would_be_written_is_not_touched() {
        let (_root, folder) = place();
        let files = layout(&rendered(vec![object("Service", "web")]));
        written(&folder, files.clone());
        let inodes = || {
            ["", ".platgen", "kubernetes/web/service-web.yaml"]
                .map(|path| fs::metadata(folder.join(path)).unwrap().ino())
        };
        let before = inodes();
        written(&folder, files);
        assert_eq!(inodes(), before);
        written(&folder, layout(&rendered(vec![object("Service", "api")])));
        assert!(!folder.join("kubernetes/web/service-web.yaml").exists());
    }

    #[test]
    fn modes_are_kept_and_a_lost_one_is_set_again() {
        let (_root, folder) = place();
        let files = vec![file("run.sh", "#!/bin/sh\n", 0o755), file("text", "a\n", 0o644)];
        let executable = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o100 != 0;
        written(&folder, files.clone());
        assert!(executable("run.sh") && !executable("text"));
        fs::set_permissions(folder.join("run.sh"), fs::Permissions::from_mode(0o644)).unwrap();
        written(&folder, files);
        assert!(executable("run.sh"));
    }

    #[test]
    fn the_folder_keeps_its_own_mode() {
        let (_root, folder) = place();
        written(&folder, vec![file("a", "a\n", 0o644)]);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o700, 0o700);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).unwrap();
        written(&folder, vec![file("a", "b\n", 0o644)]);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o750);
    }

    #[test]
    fn a_folder_that_is_a_link_is_refused_with_a_slash_at_its_end_too() {
        let (root, folder) = place();
        let elsewhere = root.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        symlink(&elsewhere, &folder).unwrap();
        let with_slash = PathBuf::from(format!("{}/", folder.display()));
        for asked in [&folder, &with_slash] {
            assert_eq!(refused(asked, vec![file("a", "a\n", 0o644)]).0, "symlinked-folder");
        }
        assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 0);
    }

    #[test]
    fn links_inside_are_foreign_whatever_their_name() {
        let (root, folder) = place();
        let elsewhere = root.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("a"), "mine\n").unwrap();
        written(&folder, vec![file("a", "a\n", 0o644), file("b/a", "a\n", 0o644)]);
        fs::remove_file(folder.join("a")).unwrap();
        symlink(elsewhere.join("a"), folder.join("a")).unwrap();
        fs::remove_dir_all(folder.join("b")).unwrap();
        symlink(&elsewhere, folder.join("b")).unwrap();
        let (rule, message) = refused(&folder, vec![file("a", "b\n", 0o644)]);
        assert_eq!(rule, "foreign-file");
        assert!(message.ends_with("`a (a symbolic link)`, `b (a symbolic link)`"), "{message}");
        assert_eq!(fs::read_to_string(elsewhere.join("a")).unwrap(), "mine\n");
    }

    #[test]
    fn an_error_names_its_file() {
        let (root, _) = place();
        let blocked = root.path().join("file");
        fs::write(&blocked, "").unwrap();
        let (rule, message) = refused(&blocked.join("out"), vec![file("a", "a\n", 0o644)]);
        assert_eq!(rule, "unwritable");
        assert!(message.contains(&blocked.display().to_string()), "{message}");
    }
}
