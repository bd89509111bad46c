"""Intents of our scenes -> those of BANKING77, CLINC150 and SNIPS that ask for the same."""

SUPPORT_TO_BANKING = {
    "refund_status": "Refund_not_showing_up", "payment_failed": "declined_card_payment",
    "double_charge": "transaction_charged_twice", "report_fraud": "card_payment_not_recognised",
    "reset_password": "passcode_forgotten", "delete_account": "terminate_account",
    "change_address": "edit_personal_details", "return_item": "request_refund",
}  # fmt: skip

BANK_TO_BANKING = {
    "card_arrival": "card_arrival", "card_delivery_time": "card_delivery_estimate", "order_card": "order_physical_card",
    "activate_card": "activate_my_card", "lost_card": "lost_or_stolen_card", "card_swallowed": "card_swallowed",
    "card_expiring": "card_about_to_expire", "spare_card": "getting_spare_card", "virtual_card": "getting_virtual_card",
    "change_pin": "change_pin", "pin_blocked": "pin_blocked", "contactless_problem": "contactless_not_working",
    "mobile_wallet": "apple_pay_or_google_pay", "card_acceptance": "card_acceptance",
    "card_payment_declined": "declined_card_payment", "cash_withdrawal_declined": "declined_cash_withdrawal",
    "wrong_cash_amount": "wrong_amount_of_cash_received", "card_payment_fee": "card_payment_fee_charged",
    "cash_withdrawal_fee": "cash_withdrawal_charge", "pending_card_payment": "pending_card_payment",
    "unknown_card_payment": "card_payment_not_recognised",
    "unknown_cash_withdrawal": "cash_withdrawal_not_recognised",
    "unknown_direct_debit": "direct_debit_payment_not_recognised", "charged_twice": "transaction_charged_twice",
    "refund_missing": "Refund_not_showing_up", "request_refund": "request_refund", "exchange_rate": "exchange_rate",
    "exchange_money": "exchange_via_app", "wrong_exchange_rate": "card_payment_wrong_exchange_rate",
    "make_transfer": "transfer_into_account", "transfer_failed": "failed_transfer",
    "transfer_pending": "pending_transfer", "transfer_not_arrived": "transfer_not_received_by_recipient",
    "transfer_time": "transfer_timing", "transfer_fee": "transfer_fee_charged", "cancel_transfer": "cancel_transfer",
    "deposit_missing": "balance_not_updated_after_cheque_or_cash_deposit",
    "bank_transfer_missing": "balance_not_updated_after_bank_transfer", "top_up": "topping_up_by_card",
    "top_up_failed": "top_up_failed", "top_up_pending": "pending_top_up", "top_up_limit": "top_up_limits",
    "automatic_top_up": "automatic_top_up", "close_account": "terminate_account",
    "change_details": "edit_personal_details", "forgotten_passcode": "passcode_forgotten",
    "verify_identity": "verify_my_identity", "age_limit": "age_limit", "country_support": "country_support",
    "lost_phone": "lost_or_stolen_phone", "find_atm": "atm_support",
}  # fmt: skip

BANK_TO_CLINC = {
    "order_card": "new_card", "application_status": "application_status",
    "card_delivery_time": "replacement_card_duration", "lost_card": "report_lost_card",
    "damaged_card": "damaged_card", "card_expiring": "expiration_date", "change_pin": "pin_change",
    "card_payment_declined": "card_declined", "unknown_card_payment": "report_fraud",
    "exchange_rate": "exchange_rate", "foreign_fees": "international_fees", "make_transfer": "transfer",
    "direct_deposit": "direct_deposit", "balance": "balance", "transactions": "transactions",
    "spending": "spending_history", "pay_bill": "pay_bill", "bill_due": "bill_due", "bill_amount": "bill_balance",
    "minimum_payment": "min_payment", "credit_limit": "credit_limit", "raise_credit_limit": "credit_limit_change",
    "credit_score": "credit_score", "improve_credit": "improve_credit_score", "interest_rate": "interest_rate",
    "rewards": "rewards_balance", "redeem_rewards": "redeem_rewards", "freeze_account": "freeze_account",
    "account_blocked": "account_blocked", "routing_number": "routing", "order_checks": "order_checks",
    "travel_notice": "travel_notification",
}  # fmt: skip

ASSISTANT_TO_CLINC = {
    **{name: name for name in (
        "next_song", "what_song", "restaurant_suggestion", "restaurant_reviews", "recipe", "cook_time", "calories",
        "time", "date", "smart_home", "find_phone", "make_call", "share_location", "current_location", "book_flight",
        "flight_status", "book_hotel", "car_rental", "directions", "distance", "traffic", "travel_suggestion",
        "travel_alert", "vaccines", "plug_type", "lost_luggage", "carry_on", "oil_change_when", "oil_change_how",
        "tire_pressure", "tire_change", "jump_start", "payday", "taxes", "insurance", "order", "order_status",
        "translate", "definition", "spelling", "flip_coin", "roll_dice", "tell_joke", "fun_fact", "change_language",
        "change_accent", "change_speed", "user_name", "sync_device", "reset_settings", "cancel", "repeat", "greeting",
        "goodbye", "thank_you", "yes", "no", "maybe", "are_you_a_bot", "meaning_of_life", "next_holiday",
        "play_music",
    )},
    "get_weather": "weather", "book_restaurant": "restaurant_reservation", "add_to_playlist": "update_playlist",
    "ingredients": "ingredients_list", "set_alarm": "alarm", "set_timer": "timer", "set_reminder": "reminder_update",
    "list_reminders": "reminder", "calendar_query": "calendar", "calendar_add": "calendar_update",
    "shopping_add": "shopping_list_update", "shopping_read": "shopping_list", "todo_add": "todo_list_update",
    "todo_read": "todo_list", "volume": "change_volume", "send_text": "text", "taxi": "uber",
    "travel_visa": "international_visa", "gas_level": "gas", "mileage": "mpg", "car_service": "schedule_maintenance",
    "vacation_balance": "pto_balance", "vacation_request": "pto_request", "calculate": "calculator",
    "convert": "measurement_conversion", "whisper": "whisper_mode", "change_name": "change_user_name",
    "bot_name": "what_is_your_name", "bot_age": "how_old_are_you", "bot_maker": "who_made_you",
    "bot_origin": "where_are_you_from", "bot_hobbies": "what_are_your_hobbies", "bot_pets": "do_you_have_pets",
    "abilities": "what_can_i_ask_you",
}  # fmt: skip

ASSISTANT_TO_SNIPS = {
    "play_music": "PlayMusic", "add_to_playlist": "AddToPlaylist", "rate_book": "RateBook",
    "find_work": "SearchCreativeWork", "screening_times": "SearchScreeningEvent", "get_weather": "GetWeather",
    "book_restaurant": "BookRestaurant",
}  # fmt: skip
