//! Changing a proposal before it is sent.

use super::{a_proposal, path, post_edit, show, text};
use crate::support::TestApp;

#[tokio::test]
async fn what_is_changed_is_in_the_mail() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let changes = [
        ("subject", "Ana, nos vemos el <viernes>"),
        (
            "body",
            "Hola {{nombre}}:\n\n<script>alert(1)</script> & más",
        ),
        ("offer_percent", "5"),
        ("offer_title", "Solo para ti"),
        ("offer_valid_until", "2025-12-24"),
    ];
    let saved = post_edit(&app, &path(id), &page, &changes)
        .await
        .expect(303);
    assert_eq!(saved.location(), path(id));
    let preview = app.get(&format!("{}/preview", path(id))).await.expect(200);
    let words = preview.words();
    assert!(words.contains("Hola Ana:"), "{words}");
    assert!(words.contains("<script>alert(1)</script> & más"));
    assert!(words.contains("5% de descuento · Solo para ti"));
    assert!(words.contains("Válido hasta el 24-12-2025."));
    assert!(!preview.has("script"));
    let page = show(&app, id).await;
    assert!(
        page.text("pre")
            .contains("* Masaje Relajante 50 min: $45.000")
    );
}

#[tokio::test]
async fn an_offer_above_the_limit_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let changes = [
        ("subject", "Otro asunto"),
        ("offer_percent", "21"),
        ("body", ""),
        ("offer_valid_until", "2025-10-25"),
    ];
    let again = post_edit(&app, &path(id), &page, &changes)
        .await
        .expect(422);
    assert_eq!(again.attr("input[name=subject]", "value"), "Otro asunto");
    assert_eq!(again.attr("input[name=offer_percent]", "value"), "21");
    for field in ["offer_percent", "body", "offer_valid_until"] {
        let error = format!("#{field}[aria-invalid=true] ~ #{field}-err");
        assert!(again.has(&error), "{field}");
    }
    assert!(again.text("#offer_percent-err").contains("0 a 20"));
    assert_eq!(text(&app, id, "offer_percent"), "20");
}

#[tokio::test]
async fn a_recommendation_is_removed_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let (name, item) = (
        page.text(".rec .w5"),
        page.attr("button[name=remove]", "value"),
    );
    let changes = [("remove", item.as_str()), ("subject", "Otro asunto")];
    post_edit(&app, &path(id), &page, &changes)
        .await
        .expect(303);
    let after = show(&app, id).await;
    assert_eq!(after.count(".rec"), page.count(".rec") - 1);
    assert_eq!(after.attr("input[name=subject]", "value"), "Otro asunto");
    let preview = app.get(&format!("{}/preview", path(id))).await.expect(200);
    assert!(!preview.words().contains(&name));
}

#[tokio::test]
async fn an_older_version_does_not_overwrite_a_newer_one_unasked() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    post_edit(&app, &path(id), &page, &[("subject", "La primera")])
        .await
        .expect(303);
    let late = post_edit(&app, &path(id), &page, &[("subject", "La segunda")])
        .await
        .expect(409);
    assert_eq!(text(&app, id, "subject"), "La primera");
    assert_eq!(late.attr("input[name=subject]", "value"), "La segunda");
    assert!(late.words().contains("Otra persona cambió esta propuesta"));
    // Knowing that, the person may insist.
    post_edit(&app, &path(id), &late, &[]).await.expect(303);
    assert_eq!(text(&app, id, "subject"), "La segunda");
}

#[tokio::test]
async fn a_text_that_promises_another_discount_is_pointed_out() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let warning = "El texto menciona 50%";
    assert!(!page.words().contains(warning));
    let changes = [("body", "Hola Ana:\n\nTodo con 50 % de descuento.")];
    post_edit(&app, &path(id), &page, &changes)
        .await
        .expect(303);
    assert!(show(&app, id).await.words().contains(warning));
}

#[tokio::test]
async fn every_change_is_in_the_audit_log() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    post_edit(&app, &path(id), &page, &[("offer_percent", "0")])
        .await
        .expect(303);
    let log = app.db.texts(&format!(
        "SELECT concat_ws(' ', action, field_names) FROM audit_log
         WHERE record_type = 'proposal' AND record_id = {id} ORDER BY id"
    ));
    assert_eq!(
        log,
        [
            "proposal.requested {customer,engine}",
            "proposal.generated {engine}",
            "proposal.updated {offer_percent}",
        ]
    );
}
