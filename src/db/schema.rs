// @generated automatically by Diesel CLI.

diesel::table! {
    activities (id) {
        id -> Int8,
        customer_id -> Int8,
        kind -> Text,
        title -> Text,
        body -> Text,
        occurred_at -> Timestamptz,
        due_at -> Nullable<Timestamptz>,
        assignee_id -> Nullable<Int8>,
        done_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        responsible -> Nullable<Text>,
        notes -> Nullable<Text>,
        invoice_id -> Nullable<Int8>,
        noted_by -> Nullable<Int8>,
        opportunity_id -> Nullable<Int8>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Int8,
        name -> Text,
        key_hash -> Bytea,
        prefix -> Text,
        scopes -> Array<Nullable<Text>>,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Int8,
        at -> Timestamptz,
        user_id -> Nullable<Int8>,
        actor -> Text,
        action -> Text,
        record_type -> Text,
        record_id -> Nullable<Int8>,
        field_names -> Array<Nullable<Text>>,
        request_id -> Nullable<Text>,
    }
}

diesel::table! {
    audit_values (audit_id, field_name) {
        audit_id -> Int8,
        field_name -> Text,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
    }
}

diesel::table! {
    billing_settings (id) {
        id -> Bool,
        legal_name -> Text,
        tax_id -> Text,
        address -> Text,
        term_days -> Int4,
        version -> Int4,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
        prices_include_tax -> Nullable<Bool>,
    }
}

diesel::table! {
    broker_status (role) {
        role -> Text,
        is_connected -> Bool,
        since -> Timestamptz,
        last_error -> Nullable<Text>,
        last_error_at -> Nullable<Timestamptz>,
        holder -> Nullable<Uuid>,
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    business_day (id) {
        id -> Bool,
        day -> Date,
        r3_days -> Int4,
        r2_days -> Int4,
        f3 -> Int4,
        f2 -> Int4,
        m3 -> Int8,
        m2 -> Int8,
    }
}

diesel::table! {
    call_pauses (id) {
        id -> Int8,
        customer_id -> Int8,
        outcome -> Text,
        until -> Date,
        activity_id -> Nullable<Int8>,
        at -> Timestamptz,
        by -> Nullable<Int8>,
    }
}

diesel::table! {
    campaign_members (id) {
        id -> Int8,
        campaign_id -> Int8,
        customer_id -> Int8,
        arm -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        proposal_id -> Nullable<Int8>,
        assigned_on -> Date,
        handed_at -> Nullable<Timestamptz>,
        tries -> Int4,
        handed_on -> Nullable<Date>,
    }
}

diesel::table! {
    campaign_templates (campaign_id, segment, language) {
        campaign_id -> Int8,
        asked -> Nullable<Int8>,
        segment -> Text,
        language -> Text,
        version_id -> Nullable<Int8>,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Int8,
        name -> Text,
        state -> Text,
        audience -> Text,
        most -> Nullable<Int4>,
        engine -> Text,
        variants -> Jsonb,
        holdout_percent -> Int4,
        from_hour -> Int4,
        to_hour -> Int4,
        per_hour -> Int4,
        needs_approval -> Bool,
        seed -> Int8,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Int8,
        started_at -> Nullable<Timestamptz>,
        started_by -> Nullable<Int8>,
        finished_at -> Nullable<Timestamptz>,
        send_from -> Nullable<Date>,
    }
}

diesel::table! {
    category_rhythms (category) {
        category -> Text,
        interval_days -> Int4,
        customers -> Int4,
    }
}

diesel::table! {
    connection_checks (name) {
        name -> Text,
        is_ok -> Bool,
        detail -> Text,
        milliseconds -> Int4,
        checked_at -> Timestamptz,
        checked_by -> Nullable<Int8>,
    }
}

diesel::table! {
    consents (id) {
        id -> Int8,
        customer_id -> Int8,
        channel -> Text,
        state -> Text,
        at -> Timestamptz,
        how -> Text,
        text_version -> Nullable<Text>,
        recorded_by -> Nullable<Int8>,
        proof -> Nullable<Text>,
    }
}

diesel::table! {
    contact_points (id) {
        id -> Int8,
        customer_id -> Int8,
        kind -> Text,
        value -> Text,
        value_key -> Nullable<Text>,
        is_primary -> Bool,
        verified_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    contacts (id) {
        id -> Int8,
        customer_id -> Int8,
        name -> Text,
        role -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_e164 -> Nullable<Text>,
        notes -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
    }
}

diesel::table! {
    customer_batch_rows (batch_id, customer_id) {
        batch_id -> Int8,
        customer_id -> Int8,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    customer_batches (id) {
        id -> Int8,
        token -> Uuid,
        action -> Text,
        params -> Jsonb,
        query -> Nullable<Text>,
        state -> Text,
        total -> Int8,
        settled -> Int8,
        created_by -> Int8,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Int8>,
        undone_at -> Nullable<Timestamptz>,
        views -> Array<Nullable<Int8>>,
        drafts -> Array<Nullable<Int8>>,
    }
}

diesel::table! {
    customer_merges (id) {
        id -> Int8,
        winner_id -> Int8,
        loser_id -> Int8,
        winner_before -> Jsonb,
        winner_after -> Jsonb,
        loser_before -> Jsonb,
        moved -> Jsonb,
        added -> Jsonb,
        merged_at -> Timestamptz,
        merged_by -> Nullable<Int8>,
        undone_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Int8>,
    }
}

diesel::table! {
    customer_metrics (customer_id) {
        customer_id -> Int8,
        services -> Int4,
        days -> Int4,
        spend -> Int8,
        first_date -> Date,
        last_date -> Date,
        r -> Int2,
        f -> Int2,
        m -> Int2,
        segment -> Text,
        full_name -> Text,
        service_ids -> Array<Nullable<Int8>>,
    }
}

diesel::table! {
    customer_view_defaults (user_id) {
        user_id -> Int8,
        view_id -> Int8,
    }
}

diesel::table! {
    customer_views (id) {
        id -> Int8,
        name -> Text,
        query -> Text,
        is_shared -> Bool,
        owner_id -> Int8,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    customer_values (customer_id) {
        customer_id -> Int8,
        model_id -> Int8,
        last_date -> Date,
        p_alive -> Float8,
        visits_90d -> Float8,
        visits_year -> Float8,
        visit_spend -> Nullable<Int8>,
        year_value -> Nullable<Int8>,
        at_stake -> Nullable<Int8>,
        category -> Nullable<Text>,
        interval_days -> Nullable<Int4>,
        overdue_since -> Nullable<Date>,
    }
}

diesel::table! {
    customer_years (customer_id) {
        customer_id -> Int8,
        spend -> Int8,
    }
}

diesel::table! {
    customers (id) {
        id -> Int8,
        full_name -> Text,
        legal_name -> Nullable<Text>,
        kind -> Text,
        status -> Text,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_e164 -> Nullable<Text>,
        tax_id -> Nullable<Text>,
        tax_id_key -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        address -> Nullable<Text>,
        city -> Nullable<Text>,
        region -> Nullable<Text>,
        country -> Nullable<Text>,
        language -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        sector -> Nullable<Text>,
        website -> Nullable<Text>,
        source -> Nullable<Text>,
        notes -> Nullable<Text>,
        owner_id -> Nullable<Int8>,
        tags -> Array<Nullable<Text>>,
        custom -> Jsonb,
        credit_limit -> Nullable<Int8>,
        external_source -> Nullable<Text>,
        external_id -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
        deleted_at -> Nullable<Timestamptz>,
        search_text -> Nullable<Text>,
        imported -> Nullable<Jsonb>,
        is_tracked -> Bool,
        greeting -> Nullable<Text>,
        segment_label -> Nullable<Text>,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    deleted_history (external_source, external_id) {
        external_source -> Text,
        external_id -> Text,
        deleted_at -> Timestamptz,
    }
}

diesel::table! {
    delivery_attempts (id) {
        id -> Int8,
        delivery_id -> Int8,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        status -> Nullable<Int4>,
        error -> Nullable<Text>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    domain_events (id) {
        id -> Int8,
        event_id -> Uuid,
        at -> Timestamptz,
        #[sql_name = "type"]
        type_ -> Text,
        record_type -> Text,
        record_id -> Nullable<Int8>,
        payload -> Jsonb,
        routed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    duplicate_checks (id) {
        id -> Int8,
        customer_id -> Int8,
    }
}

diesel::table! {
    duplicate_keys (key, customer_id) {
        key -> Int8,
        customer_id -> Int8,
    }
}

diesel::table! {
    duplicate_pairs (a_id, b_id) {
        a_id -> Int8,
        b_id -> Int8,
        score -> Int4,
        reasons -> Array<Nullable<Text>>,
        state -> Text,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Int8>,
    }
}

diesel::table! {
    engine_first_visits (service_id) {
        service_id -> Int8,
        k -> Int8,
        n -> Int8,
    }
}

diesel::table! {
    engine_odds (service_id, place, f, r) {
        service_id -> Int8,
        place -> Int2,
        f -> Int2,
        r -> Int2,
        n -> Int8,
        k -> Int8,
    }
}

diesel::table! {
    engine_settings (id) {
        id -> Bool,
        monthly_budget_cents -> Nullable<Int4>,
        prices -> Nullable<Text>,
        anthropic_notes -> Bool,
        openai_notes -> Bool,
        tone -> Text,
        signature -> Text,
        dos -> Text,
        donts -> Text,
        version -> Int4,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
        parallel_calls -> Int4,
        tells_examples -> Bool,
    }
}

diesel::table! {
    engine_state (id) {
        id -> Bool,
        computed_for -> Date,
        computed_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (api_key_id, key) {
        api_key_id -> Int8,
        key -> Text,
        fingerprint -> Bytea,
        status -> Nullable<Int4>,
        body -> Nullable<Text>,
        version -> Nullable<Int4>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    import_changed (import_id, table_name, record_id) {
        import_id -> Int8,
        table_name -> Text,
        record_id -> Int8,
        before -> Jsonb,
        after -> Jsonb,
        version -> Int4,
        steps -> Int4,
        is_restored -> Bool,
    }
}

diesel::table! {
    import_created (id) {
        id -> Int8,
        import_id -> Int8,
        table_name -> Text,
        ids -> Array<Nullable<Int8>>,
    }
}

diesel::table! {
    import_errors (import_id, line, column_name) {
        import_id -> Int8,
        line -> Int8,
        column_name -> Text,
        reason -> Text,
    }
}

diesel::table! {
    import_leftovers (import_id, table_name, record_id) {
        import_id -> Int8,
        table_name -> Text,
        record_id -> Int8,
        reason -> Text,
    }
}

diesel::table! {
    import_mappings (header_hash) {
        header_hash -> Bytea,
        mapping -> Jsonb,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
    }
}

diesel::table! {
    import_pieces (import_id, number) {
        import_id -> Int8,
        number -> Int4,
        body -> Bytea,
    }
}

diesel::table! {
    import_refused (import_id, line) {
        import_id -> Int8,
        line -> Int8,
        cells -> Jsonb,
    }
}

diesel::table! {
    imports (id) {
        id -> Int8,
        kind -> Text,
        source -> Text,
        file_name -> Text,
        rows_read -> Int8,
        rows_created -> Int8,
        rows_updated -> Int8,
        rows_unchanged -> Int8,
        rows_rejected -> Int8,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Int8>,
        rows_kept -> Int8,
        state -> Text,
        size -> Int8,
        look -> Nullable<Jsonb>,
        mapping -> Nullable<Jsonb>,
        trial -> Nullable<Jsonb>,
        progress_step -> Text,
        progress_done -> Int8,
        progress_total -> Int8,
        job_id -> Nullable<Int8>,
        failure -> Nullable<Text>,
        undone_at -> Nullable<Timestamptz>,
        undone_by -> Nullable<Int8>,
        rows_undone -> Int8,
        rows_left -> Int8,
        sheet -> Nullable<Text>,
        customers_created -> Int8,
        customers_updated -> Int8,
    }
}

diesel::table! {
    invoice_deliveries (message_id) {
        message_id -> Int8,
        invoice_id -> Int8,
    }
}

diesel::table! {
    invoice_lines (invoice_id, position) {
        invoice_id -> Int8,
        position -> Int4,
        description -> Text,
        quantity -> Int8,
        unit_price -> Int8,
        tax_basis_points -> Int4,
        net -> Int8,
        tax -> Int8,
        total -> Int8,
        corrects_position -> Nullable<Int4>,
    }
}

diesel::table! {
    invoice_series (id) {
        id -> Int8,
        code -> Text,
        name -> Text,
        kind -> Text,
        is_external -> Bool,
        prefix -> Text,
        digits -> Int4,
        next_number -> Int8,
        last_issued_on -> Nullable<Date>,
        active -> Bool,
        version -> Int4,
    }
}

diesel::table! {
    invoices (id) {
        id -> Int8,
        customer_id -> Int8,
        #[sql_name = "type"]
        type_ -> Text,
        corrects_id -> Nullable<Int8>,
        series_id -> Int8,
        number -> Nullable<Int8>,
        full_number -> Nullable<Text>,
        issuer_name -> Text,
        issuer_tax_id -> Text,
        issuer_address -> Text,
        state -> Text,
        currency -> Text,
        issued_at -> Nullable<Timestamptz>,
        issue_offset_minutes -> Nullable<Int4>,
        issued_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        net -> Int8,
        tax -> Int8,
        total -> Int8,
        paid -> Int8,
        credited -> Int8,
        open -> Int8,
        settled_on -> Nullable<Date>,
        customer_name -> Text,
        customer_tax_id -> Text,
        customer_address -> Text,
        customer_email -> Text,
        notes -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        updated_at -> Timestamptz,
        search_text -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> Int8,
        kind -> Text,
        payload -> Jsonb,
        unique_key -> Nullable<Text>,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        max_attempts -> Int4,
        deadline -> Nullable<Timestamptz>,
        cancel_requested -> Bool,
        worker -> Nullable<Text>,
        heartbeat_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    mail_template_versions (id) {
        id -> Int8,
        template_id -> Int8,
        number -> Int4,
        subject -> Text,
        body -> Text,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
    }
}

diesel::table! {
    mail_templates (id) {
        id -> Int8,
        name -> Text,
        segment -> Nullable<Text>,
        language -> Text,
        by_default -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        archived_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    message_attachments (message_id, position) {
        message_id -> Int8,
        position -> Int4,
        file_name -> Text,
        content_type -> Text,
        content -> Bytea,
    }
}

diesel::table! {
    message_attempts (id) {
        id -> Int8,
        message_id -> Int8,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        reply -> Nullable<Text>,
        handed_over_at -> Nullable<Timestamptz>,
        retry_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    message_events (id) {
        id -> Int8,
        message_id -> Int8,
        link_id -> Nullable<Int8>,
        #[sql_name = "type"]
        type_ -> Text,
        at -> Timestamptz,
        by -> Text,
        reason -> Text,
    }
}

diesel::table! {
    message_links (id) {
        id -> Int8,
        message_id -> Int8,
        token -> Text,
        position -> Int4,
        label -> Text,
        url -> Nullable<Text>,
    }
}

diesel::table! {
    message_preferences (address) {
        address -> Text,
        customer_id -> Nullable<Int8>,
        frequency -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    messages (id) {
        id -> Int8,
        customer_id -> Nullable<Int8>,
        channel -> Text,
        purpose -> Text,
        kind -> Text,
        recipient -> Text,
        recipient_name -> Text,
        subject -> Text,
        html -> Text,
        body_text -> Text,
        message_id -> Text,
        unsubscribe_token -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        last_error -> Nullable<Text>,
        not_before -> Timestamptz,
        queued_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Int8>,
        dated_at -> Nullable<Timestamptz>,
        is_secret -> Bool,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> Int8,
        token_hash -> Bytea,
        purpose -> Text,
        user_id -> Nullable<Int8>,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    opportunities (id) {
        id -> Int8,
        customer_id -> Int8,
        title -> Text,
        description -> Text,
        stage -> Text,
        value -> Int8,
        currency -> Text,
        probability -> Int4,
        expected_close_on -> Nullable<Date>,
        products -> Array<Nullable<Text>>,
        notes -> Text,
        lost_reason -> Nullable<Text>,
        close_note -> Nullable<Text>,
        owner_id -> Nullable<Int8>,
        proposal_id -> Nullable<Int8>,
        activity_id -> Nullable<Int8>,
        position -> Int8,
        closed_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    opportunity_stages (id) {
        id -> Int8,
        opportunity_id -> Int8,
        stage -> Text,
        at -> Timestamptz,
        user_id -> Nullable<Int8>,
    }
}

diesel::table! {
    payments (id) {
        id -> Int8,
        invoice_id -> Int8,
        amount -> Int8,
        currency -> Text,
        paid_on -> Date,
        method -> Text,
        reference -> Text,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        taken_back_at -> Nullable<Timestamptz>,
        taken_back_by -> Nullable<Int8>,
        taken_back_reason -> Text,
    }
}

diesel::table! {
    proposal_events (id) {
        id -> Int8,
        proposal_id -> Int8,
        at -> Timestamptz,
        #[sql_name = "type"]
        type_ -> Text,
        user_id -> Nullable<Int8>,
        detail -> Jsonb,
    }
}

diesel::table! {
    proposal_examples (proposal_id) {
        proposal_id -> Int8,
        language -> Text,
        before -> Text,
        after -> Text,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    proposal_items (id) {
        id -> Int8,
        proposal_id -> Int8,
        position -> Int4,
        service_id -> Nullable<Int8>,
        service_name -> Text,
        category -> Text,
        confidence -> Float8,
        k -> Nullable<Int4>,
        n -> Nullable<Int4>,
        reason -> Jsonb,
        price -> Nullable<Int8>,
        engine -> Text,
    }
}

diesel::table! {
    proposals (id) {
        id -> Int8,
        customer_id -> Int8,
        state -> Text,
        engine_asked -> Text,
        engine -> Nullable<Text>,
        fallback_reason -> Nullable<Text>,
        segment -> Text,
        language -> Text,
        insights -> Jsonb,
        offer_percent -> Nullable<Int4>,
        offer_limit -> Int4,
        offer_title -> Nullable<Text>,
        offer_valid_until -> Nullable<Date>,
        offer_was_lowered -> Bool,
        subject -> Text,
        body -> Text,
        edited_at -> Nullable<Timestamptz>,
        message_id -> Nullable<Int8>,
        job_id -> Nullable<Int8>,
        error -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        ready_at -> Nullable<Timestamptz>,
        milliseconds -> Nullable<Int4>,
        model -> Nullable<Text>,
        input_tokens -> Nullable<Int4>,
        output_tokens -> Nullable<Int4>,
        cost_micros -> Nullable<Int8>,
        model_milliseconds -> Nullable<Int4>,
        grounds -> Nullable<Jsonb>,
        template_id -> Nullable<Int8>,
        template_version_id -> Nullable<Int8>,
        template_failed -> Bool,
        template_fixed -> Bool,
    }
}

diesel::table! {
    refunds (id) {
        id -> Int8,
        invoice_id -> Int8,
        credit_note_id -> Int8,
        amount -> Int8,
        currency -> Text,
        refunded_on -> Date,
        method -> Text,
        reference -> Text,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Bytea,
    }
}

diesel::table! {
    segment_changes (customer_id, month) {
        customer_id -> Int8,
        month -> Date,
        from_segment -> Text,
        to_segment -> Text,
        year_spend -> Int8,
    }
}

diesel::table! {
    segment_offers (segment) {
        segment -> Text,
        is_on -> Bool,
        percent -> Nullable<Int4>,
        limit_percent -> Nullable<Int4>,
        title_es -> Text,
        title_en -> Text,
        valid_days -> Int4,
        version -> Int4,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
    }
}

diesel::table! {
    segment_recounts (customer_id) {
        customer_id -> Int8,
    }
}

diesel::table! {
    service_history (id) {
        id -> Int8,
        customer_id -> Int8,
        service_id -> Int8,
        category -> Text,
        name -> Text,
        date -> Date,
        year -> Int4,
        price -> Int8,
        external_source -> Nullable<Text>,
        external_id -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        imported -> Nullable<Jsonb>,
    }
}

diesel::table! {
    service_merge_rows (merge_id, history_id) {
        merge_id -> Int8,
        history_id -> Int8,
    }
}

diesel::table! {
    service_merges (id) {
        id -> Int8,
        loser_id -> Int8,
        winner_id -> Int8,
        state -> Text,
        loser_active -> Bool,
        moved -> Int8,
        left_alone -> Int8,
        merged_by -> Int8,
        merged_at -> Timestamptz,
        undone_by -> Nullable<Int8>,
        undone_at -> Nullable<Timestamptz>,
        views -> Array<Nullable<Int8>>,
        drafts -> Array<Nullable<Int8>>,
    }
}

diesel::table! {
    services (id) {
        id -> Int8,
        kind -> Text,
        category -> Text,
        name -> Text,
        price -> Nullable<Int8>,
        active -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        merged_into -> Nullable<Int8>,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Bytea,
        user_id -> Int8,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        user_agent -> Text,
    }
}

diesel::table! {
    settings (id) {
        id -> Bool,
        organisation_name -> Text,
        country -> Text,
        currency -> Text,
        locale -> Text,
        language -> Text,
        time_zone -> Text,
        hemisphere -> Text,
        rfm_r3_days -> Int4,
        rfm_r2_days -> Int4,
        rfm_f3 -> Int4,
        rfm_f2 -> Int4,
        rfm_m3 -> Int8,
        rfm_m2 -> Int8,
        offer_best_percent -> Int4,
        offer_win_back_percent -> Int4,
        offer_other_percent -> Int4,
        stale_after_days -> Int4,
        mail_when_consent_unknown -> Bool,
        booking_url -> Nullable<Text>,
        mail_footer_address -> Nullable<Text>,
        proposals_engine -> Nullable<Text>,
        is_demo -> Bool,
        version -> Int4,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
        commercial_pause_days -> Int4,
        tracks_clicks -> Bool,
        tracks_opens -> Bool,
        commercial_cap -> Nullable<Int4>,
        rfm_cuts -> Text,
        rfm_parts -> Int4,
        rfm_cuts_day -> Nullable<Date>,
        customer_fields -> Jsonb,
    }
}

diesel::table! {
    sign_in_failures (id) {
        id -> Int8,
        subject -> Bytea,
        failed_at -> Timestamptz,
    }
}

diesel::table! {
    suppressions (id) {
        id -> Int8,
        channel -> Text,
        address -> Text,
        reason -> Text,
        at -> Timestamptz,
        message_id -> Nullable<Int8>,
    }
}

diesel::table! {
    tax_rates (id) {
        id -> Int8,
        name -> Text,
        basis_points -> Int4,
        is_default -> Bool,
        active -> Bool,
        version -> Int4,
    }
}

diesel::table! {
    tombstones (kind, hash, customer_id) {
        kind -> Text,
        hash -> Bytea,
        customer_id -> Int8,
        customer_created_at -> Timestamptz,
        erased_at -> Timestamptz,
    }
}

diesel::table! {
    unsubscribe_reasons (message_id) {
        message_id -> Int8,
        reason -> Text,
        note -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
        language -> Nullable<Text>,
        theme -> Text,
        disabled_at -> Nullable<Timestamptz>,
        last_sign_in_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    value_models (id) {
        id -> Int8,
        day -> Date,
        fitted_at -> Timestamptz,
        state -> Text,
        customers -> Int8,
        sampled -> Int8,
        missing -> Nullable<Int8>,
        visits_r -> Nullable<Float8>,
        visits_alpha -> Nullable<Float8>,
        visits_a -> Nullable<Float8>,
        visits_b -> Nullable<Float8>,
        visits_log_likelihood -> Nullable<Float8>,
        spend_p -> Nullable<Float8>,
        spend_q -> Nullable<Float8>,
        spend_v -> Nullable<Float8>,
        spend_log_likelihood -> Nullable<Float8>,
        held_back_days -> Nullable<Int4>,
        held_back_customers -> Nullable<Int8>,
        visits_error -> Nullable<Float8>,
        visits_error_own -> Nullable<Float8>,
        spend_error -> Nullable<Float8>,
        spend_error_own -> Nullable<Float8>,
        visits_expected -> Nullable<Float8>,
        visits_made -> Nullable<Float8>,
        scored_to -> Int8,
        visits_error_90d -> Nullable<Float8>,
        visits_error_own_90d -> Nullable<Float8>,
        worth_a_call -> Nullable<Int8>,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Int8,
        endpoint_id -> Int8,
        wire_event_id -> Int8,
        state -> Text,
        attempts -> Int4,
        next_at -> Timestamptz,
        last_status -> Nullable<Int4>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    webhook_endpoints (id) {
        id -> Int8,
        name -> Text,
        url -> Text,
        secret -> Text,
        previous_secret -> Nullable<Text>,
        previous_until -> Nullable<Timestamptz>,
        events -> Array<Nullable<Text>>,
        is_paused -> Bool,
        disabled_at -> Nullable<Timestamptz>,
        disabled_reason -> Nullable<Text>,
        not_before -> Nullable<Timestamptz>,
        failures -> Int4,
        version -> Int4,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        updated_at -> Timestamptz,
        updated_by -> Nullable<Int8>,
    }
}

diesel::table! {
    webhook_events (id) {
        id -> Int8,
        provider -> Text,
        dedupe_key -> Text,
        event -> Text,
        message_id -> Nullable<Int8>,
        outcome -> Text,
        body -> Nullable<Text>,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    wire_events (id) {
        id -> Int8,
        event_id -> Uuid,
        #[sql_name = "type"]
        type_ -> Text,
        customer_key -> Nullable<Int8>,
        body -> Text,
        for_broker -> Bool,
        published_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::joinable!(activities -> customers (customer_id));
diesel::joinable!(activities -> invoices (invoice_id));
diesel::joinable!(api_keys -> users (created_by));
diesel::joinable!(audit_log -> users (user_id));
diesel::joinable!(audit_values -> audit_log (audit_id));
diesel::joinable!(billing_settings -> users (updated_by));
diesel::joinable!(call_pauses -> activities (activity_id));
diesel::joinable!(call_pauses -> customers (customer_id));
diesel::joinable!(call_pauses -> users (by));
diesel::joinable!(campaign_members -> campaigns (campaign_id));
diesel::joinable!(campaign_members -> customers (customer_id));
diesel::joinable!(campaign_members -> proposals (proposal_id));
diesel::joinable!(campaign_templates -> campaigns (campaign_id));
diesel::joinable!(campaign_templates -> mail_template_versions (version_id));
diesel::joinable!(campaign_templates -> mail_templates (asked));
diesel::joinable!(connection_checks -> users (checked_by));
diesel::joinable!(consents -> customers (customer_id));
diesel::joinable!(consents -> users (recorded_by));
diesel::joinable!(contact_points -> customers (customer_id));
diesel::joinable!(contacts -> customers (customer_id));
diesel::joinable!(contacts -> users (created_by));
diesel::joinable!(customer_metrics -> customers (customer_id));
diesel::joinable!(customer_view_defaults -> customer_views (view_id));
diesel::joinable!(customer_view_defaults -> users (user_id));
diesel::joinable!(customer_views -> users (owner_id));
diesel::joinable!(customer_values -> customers (customer_id));
diesel::joinable!(customer_values -> value_models (model_id));
diesel::joinable!(customer_years -> customers (customer_id));
diesel::joinable!(delivery_attempts -> webhook_deliveries (delivery_id));
diesel::joinable!(duplicate_keys -> customers (customer_id));
diesel::joinable!(duplicate_pairs -> users (decided_by));
diesel::joinable!(engine_first_visits -> services (service_id));
diesel::joinable!(engine_odds -> services (service_id));
diesel::joinable!(engine_settings -> users (updated_by));
diesel::joinable!(idempotency_keys -> api_keys (api_key_id));
diesel::joinable!(import_changed -> imports (import_id));
diesel::joinable!(import_created -> imports (import_id));
diesel::joinable!(import_errors -> imports (import_id));
diesel::joinable!(import_leftovers -> imports (import_id));
diesel::joinable!(import_mappings -> users (updated_by));
diesel::joinable!(import_pieces -> imports (import_id));
diesel::joinable!(import_refused -> imports (import_id));
diesel::joinable!(invoice_deliveries -> invoices (invoice_id));
diesel::joinable!(invoice_deliveries -> messages (message_id));
diesel::joinable!(invoice_lines -> invoices (invoice_id));
diesel::joinable!(invoices -> customers (customer_id));
diesel::joinable!(invoices -> invoice_series (series_id));
diesel::joinable!(invoices -> users (created_by));
diesel::joinable!(mail_template_versions -> mail_templates (template_id));
diesel::joinable!(mail_template_versions -> users (created_by));
diesel::joinable!(mail_templates -> users (created_by));
diesel::joinable!(message_attachments -> messages (message_id));
diesel::joinable!(message_attempts -> messages (message_id));
diesel::joinable!(message_events -> message_links (link_id));
diesel::joinable!(message_events -> messages (message_id));
diesel::joinable!(message_links -> messages (message_id));
diesel::joinable!(message_preferences -> customers (customer_id));
diesel::joinable!(messages -> customers (customer_id));
diesel::joinable!(messages -> users (created_by));
diesel::joinable!(one_time_links -> users (user_id));
diesel::joinable!(opportunities -> customers (customer_id));
diesel::joinable!(opportunities -> proposals (proposal_id));
diesel::joinable!(opportunity_stages -> opportunities (opportunity_id));
diesel::joinable!(opportunity_stages -> users (user_id));
diesel::joinable!(payments -> invoices (invoice_id));
diesel::joinable!(proposal_events -> proposals (proposal_id));
diesel::joinable!(proposal_events -> users (user_id));
diesel::joinable!(proposal_examples -> proposals (proposal_id));
diesel::joinable!(proposal_items -> proposals (proposal_id));
diesel::joinable!(proposal_items -> services (service_id));
diesel::joinable!(proposals -> customers (customer_id));
diesel::joinable!(proposals -> jobs (job_id));
diesel::joinable!(proposals -> mail_template_versions (template_version_id));
diesel::joinable!(proposals -> mail_templates (template_id));
diesel::joinable!(proposals -> messages (message_id));
diesel::joinable!(proposals -> users (created_by));
diesel::joinable!(refunds -> users (created_by));
diesel::joinable!(segment_changes -> customers (customer_id));
diesel::joinable!(segment_offers -> users (updated_by));
diesel::joinable!(service_history -> customers (customer_id));
diesel::joinable!(service_history -> services (service_id));
diesel::joinable!(service_history -> users (created_by));
diesel::joinable!(service_merge_rows -> service_merges (merge_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(settings -> users (updated_by));
diesel::joinable!(suppressions -> messages (message_id));
diesel::joinable!(unsubscribe_reasons -> messages (message_id));
diesel::joinable!(webhook_deliveries -> webhook_endpoints (endpoint_id));
diesel::joinable!(webhook_deliveries -> wire_events (wire_event_id));
diesel::joinable!(webhook_events -> messages (message_id));

diesel::allow_tables_to_appear_in_same_query!(
    activities,
    api_keys,
    audit_log,
    audit_values,
    billing_settings,
    broker_status,
    business_day,
    call_pauses,
    campaign_members,
    campaign_templates,
    campaigns,
    category_rhythms,
    connection_checks,
    consents,
    contact_points,
    contacts,
    customer_batch_rows,
    customer_batches,
    customer_merges,
    customer_metrics,
    customer_view_defaults,
    customer_views,
    customer_values,
    customer_years,
    customers,
    deleted_history,
    delivery_attempts,
    domain_events,
    duplicate_checks,
    duplicate_keys,
    duplicate_pairs,
    engine_first_visits,
    engine_odds,
    engine_settings,
    engine_state,
    idempotency_keys,
    import_changed,
    import_created,
    import_errors,
    import_leftovers,
    import_mappings,
    import_pieces,
    import_refused,
    imports,
    invoice_deliveries,
    invoice_lines,
    invoice_series,
    invoices,
    jobs,
    mail_template_versions,
    mail_templates,
    message_attachments,
    message_attempts,
    message_events,
    message_links,
    message_preferences,
    messages,
    one_time_links,
    opportunities,
    opportunity_stages,
    payments,
    proposal_events,
    proposal_examples,
    proposal_items,
    proposals,
    refunds,
    secrets,
    segment_changes,
    segment_offers,
    segment_recounts,
    service_history,
    service_merge_rows,
    service_merges,
    services,
    sessions,
    settings,
    sign_in_failures,
    suppressions,
    tax_rates,
    tombstones,
    unsubscribe_reasons,
    users,
    value_models,
    webhook_deliveries,
    webhook_endpoints,
    webhook_events,
    wire_events,
);
