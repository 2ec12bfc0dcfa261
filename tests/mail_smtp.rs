//! What the mailer says about a message and what the server saw of it, for every way that a connection can go.

#[path = "support/smtp.rs"]
mod smtp;

use std::{net::TcpListener, time::Duration};

use chrono::{TimeZone as _, Utc};
use smtp::{Behaviour, Delivered, SmtpServer, Tls};
use vinculo::mail::{Draft, Mailer, Outcome, Timeouts};

const FROM: &str = "hola@academia.example";

fn message() -> Vec<u8> {
    let draft = Draft {
        from: "Academia <hola@academia.example>"
            .parse()
            .expect("a mailbox"),
        reply_to: None,
        to: "Ana <ana@example.com>".parse().expect("a mailbox"),
        subject: "Tu propuesta".into(),
        html: "<p>Hola Ana</p>".into(),
        text: "Hola Ana\n.\n..\nAdiós".into(),
        message_id: "<1@academia.example>".into(),
        list_unsubscribe: None,
        attachments: Vec::new(),
    };
    let now = Utc
        .with_ymd_and_hms(2026, 1, 1, 11, 0, 0)
        .single()
        .expect("an instant");
    draft.compose(now).expect("a message")
}

/// More than the buffers of both ends hold, so that a connection cut in its middle is noticed there.
fn huge_message() -> Vec<u8> {
    b"Subject: x\r\n\r\n"
        .iter()
        .copied()
        .chain(b"0123456789abcdef\r\n".repeat(1_000_000))
        .collect()
}

fn mailer(url: &str) -> Mailer {
    let timeouts = Timeouts {
        connect: Duration::from_secs(5),
        total: Duration::from_secs(20),
    };
    Mailer::new(url.parse().expect("an SMTP_URL")).with_timeouts(timeouts)
}

async fn send(server: &SmtpServer, recipient: &str) -> Outcome {
    mailer(&server.url())
        .send(FROM, recipient, &message())
        .await
}

#[tokio::test]
async fn a_message_answered_with_250_is_sent_and_arrives_byte_for_byte() {
    let server = SmtpServer::start();
    let outcome = send(&server, "ana@example.com").await;
    assert_eq!(
        outcome,
        Outcome::Sent {
            reply: "250 2.0.0 OK queued as 1".into()
        }
    );
    let expected = Delivered {
        from: FROM.into(),
        to: "ana@example.com".into(),
        data: message(),
    };
    assert_eq!(server.delivered(), [expected]);
}

#[tokio::test]
async fn dots_at_the_start_of_lines_survive_in_a_large_message() {
    let server = SmtpServer::start();
    let dots: Vec<u8> = b"\r\n"
        .iter()
        .copied()
        .chain(b".\r\n..\r\n.a\r\n".repeat(20_000))
        .collect();
    let outcome = mailer(&server.url())
        .send(FROM, "ana@example.com", &dots)
        .await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert!(server.delivered()[0].data == dots);
}

#[tokio::test]
async fn a_mailer_is_shared_between_tasks() {
    let server = SmtpServer::start();
    let mailer = mailer(&server.url());
    let sends = (0..5).map(|n| {
        let mailer = mailer.clone();
        tokio::spawn(async move {
            mailer
                .send(FROM, &format!("ana{n}@example.com"), &message())
                .await
        })
    });
    for send in sends.collect::<Vec<_>>() {
        assert!(matches!(send.await, Ok(Outcome::Sent { .. })));
    }
    assert_eq!(server.delivered().len(), 5);
}

#[tokio::test]
async fn a_recipient_refused_for_now_is_temporary() {
    let server = SmtpServer::start();
    let outcome = send(&server, "fail4@example.com").await;
    assert!(matches!(outcome, Outcome::Temporary { .. }), "{outcome:?}");
    assert_eq!(server.delivered(), []);
}

#[tokio::test]
async fn an_unknown_recipient_is_refused_and_suppressed() {
    let server = SmtpServer::start();
    let outcome = send(&server, "fail5@example.com").await;
    assert_eq!(
        outcome,
        Outcome::Refused {
            reply: "550 5.1.1 no such user".into(),
            suppress: true
        }
    );
    assert_eq!(server.delivered(), []);
}

#[tokio::test]
async fn a_message_refused_after_its_end_follows_the_reply() {
    let server = SmtpServer::start();
    let quota = send(&server, "quota@example.com").await;
    assert!(
        matches!(quota, Outcome::Quota { retry_after, .. } if retry_after.as_secs() == 86_400),
        "{quota:?}"
    );
    let busy = send(&server, "fail4data@example.com").await;
    assert!(
        matches!(
            busy,
            Outcome::Temporary {
                retry_after: Some(_),
                ..
            }
        ),
        "{busy:?}"
    );
    assert_eq!(server.delivered(), []);
}

#[tokio::test]
async fn a_connection_cut_after_the_final_dot_is_uncertain_and_the_message_may_have_arrived() {
    let server = SmtpServer::start();
    let outcome = send(&server, "drop@example.com").await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
    assert_eq!(
        server
            .unanswered()
            .into_iter()
            .map(|message| message.data)
            .collect::<Vec<_>>(),
        [message()]
    );
}

#[tokio::test]
async fn no_answer_in_time_after_the_final_dot_is_uncertain() {
    let server = SmtpServer::with(Behaviour {
        slow: Duration::from_secs(60),
        ..Behaviour::default()
    });
    let timeouts = Timeouts {
        connect: Duration::from_secs(5),
        total: Duration::from_secs(5),
    };
    let outcome = mailer(&server.url())
        .with_timeouts(timeouts)
        .send(FROM, "slow@example.com", &message())
        .await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
    assert_eq!(server.delivered().len(), 1, "the server had taken it");
}

#[tokio::test]
async fn a_slow_answer_within_the_limit_is_waited_for() {
    let server = SmtpServer::with(Behaviour {
        slow: Duration::from_secs(1),
        ..Behaviour::default()
    });
    assert!(matches!(
        send(&server, "slow@example.com").await,
        Outcome::Sent { .. }
    ));
}

/// A server must not deliver a message whose end it has not seen (RFC 5321, 4.1.1.4), so what was certainly cut before
/// its final dot was written may be sent again.
#[tokio::test]
async fn a_connection_cut_inside_a_large_message_is_temporary() {
    let server = SmtpServer::start();
    let outcome = mailer(&server.url())
        .send(FROM, "cut@example.com", &huge_message())
        .await;
    assert!(matches!(outcome, Outcome::Temporary { .. }), "{outcome:?}");
    assert_eq!((server.cut(), server.delivered().len()), (1, 0));
}

/// A small message lies in the network's buffers, final dot included, before the cut can be noticed: from here it looks
/// the same as one that was lost after its end.
#[tokio::test]
async fn a_connection_cut_inside_a_small_message_is_uncertain() {
    let server = SmtpServer::start();
    let outcome = send(&server, "cut@example.com").await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
    assert_eq!((server.cut(), server.delivered().len()), (1, 0));
}

#[tokio::test]
async fn a_connection_lost_before_the_message_is_temporary() {
    let server = SmtpServer::start();
    let no_go_ahead = send(&server, "nodata@example.com").await;
    assert!(
        matches!(no_go_ahead, Outcome::Temporary { .. }),
        "{no_go_ahead:?}"
    );

    let closing = SmtpServer::with(Behaviour {
        refuse: true,
        ..Behaviour::default()
    });
    let outcome = send(&closing, "ana@example.com").await;
    assert!(matches!(outcome, Outcome::Temporary { .. }), "{outcome:?}");

    // Nobody listens on tcpmux.
    let nobody = mailer("smtp://127.0.0.1:1");
    let nobody = nobody.send(FROM, "ana@example.com", &message()).await;
    assert!(matches!(nobody, Outcome::Temporary { .. }), "{nobody:?}");
}

#[tokio::test]
async fn a_server_that_never_greets_is_temporary() {
    let mute = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", mute.local_addr().expect("its address"));
    let timeouts = Timeouts {
        connect: Duration::from_secs(1),
        total: Duration::from_millis(300),
    };
    let outcome = mailer(&url)
        .with_timeouts(timeouts)
        .send(FROM, "ana@example.com", &message())
        .await;
    assert!(matches!(outcome, Outcome::Temporary { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_greeting_may_put_off_or_turn_away() {
    let later = SmtpServer::with(Behaviour {
        greeting: "421 4.7.0 try later",
        ..Behaviour::default()
    });
    let outcome = send(&later, "ana@example.com").await;
    assert!(
        matches!(
            outcome,
            Outcome::Temporary {
                retry_after: Some(_),
                ..
            }
        ),
        "{outcome:?}"
    );

    let never = SmtpServer::with(Behaviour {
        greeting: "554 no service for you",
        ..Behaviour::default()
    });
    let outcome = send(&never, "ana@example.com").await;
    assert!(
        matches!(outcome, Outcome::Misconfigured { .. }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn right_credentials_send_and_wrong_ones_blame_the_settings() {
    let server = SmtpServer::start();
    let right = mailer(&server.url_with_login("user", "pass"))
        .send(FROM, "ana@example.com", &message())
        .await;
    assert!(matches!(right, Outcome::Sent { .. }), "{right:?}");

    let wrong = mailer(&server.url_with_login("user", "hunter2"))
        .send(FROM, "ana@example.com", &message())
        .await;
    let Outcome::Misconfigured { reply } = &wrong else {
        panic!("{wrong:?}")
    };
    assert!(
        reply.starts_with("535 5.7.8 Username and Password not accepted."),
        "{reply}"
    );
    assert_eq!(server.delivered().len(), 1);
}

#[tokio::test]
async fn credentials_that_the_server_does_not_ask_for_blame_the_settings() {
    let server = SmtpServer::with(Behaviour {
        offer_auth: false,
        ..Behaviour::default()
    });
    let outcome = mailer(&server.url_with_login("user", "pass"))
        .send(FROM, "ana@example.com", &message())
        .await;
    assert!(
        matches!(outcome, Outcome::Misconfigured { .. }),
        "{outcome:?}"
    );
    assert_eq!(server.delivered(), []);
}

#[tokio::test]
async fn a_server_elsewhere_without_starttls_never_sees_the_credentials() {
    let server = SmtpServer::start();
    // 0.0.0.0 reaches this machine, yet does not count as it.
    let url = format!("smtp://user:pass@0.0.0.0:{}", server.port());
    let outcome = mailer(&url).send(FROM, "ana@example.com", &message()).await;
    assert!(
        matches!(outcome, Outcome::Misconfigured { .. }),
        "{outcome:?}"
    );
    assert!(
        server
            .commands()
            .iter()
            .all(|command| !command.starts_with("AUTH")),
        "{:?}",
        server.commands()
    );
}

#[tokio::test]
async fn a_starttls_that_fails_is_not_followed_by_plain_text() {
    let server = SmtpServer::with(Behaviour {
        tls: Tls::BrokenStarttls,
        ..Behaviour::default()
    });
    let outcome = send(&server, "ana@example.com").await;
    assert!(
        matches!(
            outcome,
            Outcome::Temporary { .. } | Outcome::Misconfigured { .. }
        ),
        "{outcome:?}"
    );
    assert_eq!(
        server.commands().last().map(String::as_str),
        Some("STARTTLS")
    );
}

#[tokio::test]
async fn mail_goes_encrypted_by_starttls_and_from_the_first_byte() {
    for tls in [Tls::Starttls, Tls::Implicit] {
        let server = SmtpServer::with(Behaviour {
            tls,
            ..Behaviour::default()
        });
        let url = server.url_with_login("user", "pass");
        let outcome = mailer(&url).send(FROM, "ana@example.com", &message()).await;
        assert!(
            matches!(outcome, Outcome::Sent { .. }),
            "{tls:?}: {outcome:?}"
        );
        let data: Vec<_> = server
            .delivered()
            .into_iter()
            .map(|message| message.data)
            .collect();
        assert_eq!(data, [message()], "{tls:?}");
        let starts = server
            .commands()
            .iter()
            .filter(|command| *command == "STARTTLS")
            .count();
        assert_eq!(starts, usize::from(tls == Tls::Starttls));
    }
}

#[tokio::test]
async fn an_encrypted_connection_cut_after_the_final_dot_is_uncertain() {
    let server = SmtpServer::with(Behaviour {
        tls: Tls::Starttls,
        ..Behaviour::default()
    });
    let outcome = send(&server, "drop@example.com").await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
    assert_eq!(server.unanswered().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_neither_credentials_nor_mail() {
    for (tls, scheme) in [(Tls::Starttls, "smtp"), (Tls::Implicit, "smtps")] {
        let server = SmtpServer::with(Behaviour {
            tls,
            ..Behaviour::default()
        });
        // 0.0.0.0 reaches this machine, yet does not count as it.
        let url = format!("{scheme}://user:pass@0.0.0.0:{}", server.port());
        let outcome = mailer(&url).send(FROM, "ana@example.com", &message()).await;
        assert!(
            matches!(outcome, Outcome::Misconfigured { .. }),
            "{tls:?}: {outcome:?}"
        );
        assert!(
            server
                .commands()
                .iter()
                .all(|command| !command.starts_with("AUTH"))
        );
        assert_eq!(server.delivered(), []);
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_a_connection() {
    let server = SmtpServer::start();
    for recipient in ["", "ana", "ana@example.com>\r\nRCPT TO:<eva@example.com"] {
        let outcome = send(&server, recipient).await;
        assert!(matches!(outcome, Outcome::Malformed { .. }), "{outcome:?}");
    }
    let sender = mailer(&server.url())
        .send("nobody", "ana@example.com", &message())
        .await;
    assert!(
        matches!(sender, Outcome::Misconfigured { .. }),
        "{sender:?}"
    );
    assert_eq!(server.commands(), Vec::<String>::new());
}

#[tokio::test]
async fn an_accent_before_the_at_sign_is_refused_where_the_server_cannot_take_it() {
    let server = SmtpServer::start();
    let outcome = send(&server, "peña@example.com").await;
    assert!(
        matches!(
            outcome,
            Outcome::Refused {
                suppress: false,
                ..
            }
        ),
        "{outcome:?}"
    );
    assert_eq!(server.delivered(), []);
}

#[tokio::test]
async fn the_hand_over_is_announced_once_the_server_waits_for_the_message_and_can_be_refused() {
    let server = SmtpServer::start();
    let mailer = Mailer::new(server.url().parse().expect("an SMTP_URL"));
    let seen = std::sync::Mutex::new(Vec::new());
    let note = async || {
        *seen.lock().expect("not poisoned") = server.commands();
        Ok(())
    };
    let outcome = mailer
        .send_with(FROM, "ana@example.com", &message(), note)
        .await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let seen = seen.into_inner().expect("not poisoned");
    assert_eq!(seen.last().map(String::as_str), Some("DATA"));

    let refuse = async || Err("taken over".to_owned());
    let outcome = mailer
        .send_with(FROM, "ana@example.com", &message(), refuse)
        .await;
    let temporary = Outcome::Temporary {
        reply: "taken over".into(),
        retry_after: None,
    };
    assert_eq!(outcome, temporary);
    assert_eq!(server.delivered().len(), 1);

    let too_early = async || panic!("the recipient was refused before");
    let outcome = mailer
        .send_with(FROM, "fail5@example.com", &message(), too_early)
        .await;
    assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
}
