# SPDX-License-Identifier: GPL-2.0-or-later
# Generated from the tables in tool/ and core/: change them, then build the target docs.
# What bash offers behind "sequitur" and a tab: source this, or install it. Bash 4 or later.

_sequitur()
{
    local IFS=$' \t\n' current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local words="" rules="" kind="" before="" command="" word at

    COMPREPLY=()
    # Behind "--" there are files only.
    for ((at = 1; at < COMP_CWORD; at++)); do
        [ "${COMP_WORDS[at]}" != -- ] || return 0
    done
    # "--format=text" is three words to bash.
    if [ "$current" = = ]; then
        current=""
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
    rules=" capture-one-way capture-mid-dialog-start capture-duplicate capture-truncated-message capture-packets-dropped capture-clock-disorder capture-ended-early capture-limit-reached http-field-missing sip-field-missing http-redirect-loop http-redirect-to-itself http-redirect-cookie-bounce http-redirect-cookie-not-returned http-redirect-chain-too-long http-redirect-missing-location http-redirect-method-changed http-auth-loop http-loop-by-via http-retry-after-ignored http-orphan-response sip-no-final-response sip-no-response-at-all sip-no-provisional-200ms sip-cancel-no-487 sip-prack-missing sip-answers-unheard sip-auth-rejected-n-times sip-auth-cseq-unchanged sip-multiple-2xx-fork sip-retry-after-ignored sip-ack-missing-2xx sip-ack-missing-non2xx sip-ack-2xx-wrong-target sip-ack-2xx-without-effect sip-ack-non2xx-without-effect sip-notify-missing sip-answer-missing sip-ack-without-answer sip-session-expired sip-registration-lapsed sip-registration-binding-missing sip-2xx-not-passed-on sip-503-passed-on sip-100-forwarded-by-stateful-proxy sip-100-relayed-state-unknown sip-100-relayed-by-stateless-proxy sip-response-without-via sip-routing-loop sip-routing-spiral sip-482-loop-confirmed sip-482-merged-request sip-482-stale-transaction sip-482-no-loop-visible sip-max-forwards-483-loop sip-max-forwards-483-no-loop sip-redirect-loop"
    case $previous in
    --format|-f) words=" text json"; kind=value ;;
    --min-severity|-m) words=" note warning error"; kind=value ;;
    --only) words=" $rules"; kind=value ;;
    --ignore) words=" $rules"; kind=value ;;
    --fail-on) words=" note warning error never $rules"; kind=value ;;
    --width|-w) words=""; kind=value ;;
    --color) words=" auto always never"; kind=value ;;
    --redirect-limit) words=""; kind=value ;;
    --redirect-patience) words=""; kind=value ;;
    --credentials-patience) words=""; kind=value ;;
    --continue-patience) words=""; kind=value ;;
    --provisional-patience) words=""; kind=value ;;
    --open-limit) words=""; kind=value ;;
    --jobs|-j) words=""; kind=value ;;
    --interface|-i) words=""; kind=interface ;;
    --filter) words=""; kind=value ;;
    --user|-Z) words=""; kind=user ;;
    esac
    if [ "$kind" ]; then
        # Of several, parted by commas, the last one is offered. Files are no values.
        case $current in *,*) before=${current%,*}, current=${current##*,} ;; esac
        compopt +o bashdefault +o default 2>/dev/null
        case $kind in
        user) mapfile -t COMPREPLY < <(compgen -A user -- "$current") ;;
        interface)
            for word in /sys/class/net/*; do
                word=${word##*/}
                [ "$word" = '*' ] || [[ $word != "$current"* ]] || COMPREPLY+=("$word")
            done
            ;;
        esac
    elif [[ $current == -* ]]; then
        words=" --format --responses --min-severity --only --ignore --fail-on --width --color --redirect-limit --redirect-patience --credentials-patience --continue-patience --provisional-patience --open-limit --jobs --continuous --no-progress --interface --filter --user --help --version"
    else
        for ((at = 1; at < COMP_CWORD; at++)); do
            case ${COMP_WORDS[at]} in
            --format|-f|--min-severity|-m|--only|--ignore|--fail-on|--width|-w|--color|--redirect-limit|--redirect-patience|--credentials-patience|--continue-patience|--provisional-patience|--open-limit|--jobs|-j|--interface|-i|--filter|--user|-Z) [ "${COMP_WORDS[at+1]-}" != = ] || ((at++)); ((at++)) ;;
            -*) ;;
            *) command=${COMP_WORDS[at]}; break ;;
            esac
        done
        case $command in
        explain) words=" network-unreachable connection-reset connection-silent connection-refused host-unreachable connection-closed stream-reset stream-refused port-unreachable no-response name-not-found name-server-failed name-without-address proxy-refused-tunnel proxy-loop capture-one-way capture-mid-dialog-start capture-duplicate capture-truncated-message capture-packets-dropped capture-clock-disorder capture-ended-early capture-limit-reached http-field-missing sip-field-missing http-redirect-loop http-redirect-to-itself http-redirect-cookie-bounce http-redirect-cookie-not-returned http-redirect-chain-too-long http-redirect-missing-location http-redirect-method-changed http-auth-loop http-loop-by-via http-retry-after-ignored http-orphan-response sip-no-final-response sip-no-response-at-all sip-no-provisional-200ms sip-cancel-no-487 sip-prack-missing sip-answers-unheard sip-auth-rejected-n-times sip-auth-cseq-unchanged sip-multiple-2xx-fork sip-retry-after-ignored sip-ack-missing-2xx sip-ack-missing-non2xx sip-ack-2xx-wrong-target sip-ack-2xx-without-effect sip-ack-non2xx-without-effect sip-notify-missing sip-answer-missing sip-ack-without-answer sip-session-expired sip-registration-lapsed sip-registration-binding-missing sip-2xx-not-passed-on sip-503-passed-on sip-100-forwarded-by-stateful-proxy sip-100-relayed-state-unknown sip-100-relayed-by-stateless-proxy sip-response-without-via sip-routing-loop sip-routing-spiral sip-482-loop-confirmed sip-482-merged-request sip-482-stale-transaction sip-482-no-loop-visible sip-max-forwards-483-loop sip-max-forwards-483-no-loop sip-redirect-loop http-location-followed http-credentials-www http-credentials-proxy http-body-after-continue http-final-after-provisional http-protocol-after-switch http-retry-after http-upload-stops http-retry-with-length http-precondition-retry http-range-retry http-expectation-dropped http-other-connection http-too-early-retry http-upgrade-required http-condition-supplied sip-ack-2xx sip-2xx-repetition-stops sip-second-2xx-ends sip-ack-non2xx sip-refusal-repetition-stops sip-final-after-provisional sip-invite-repetition-stops sip-credentials-www sip-credentials-proxy sip-contact-followed sip-487-after-cancel sip-200-to-cancel sip-prack sip-200-to-prack sip-retry-with-min-expires sip-retry-with-min-se sip-glare-window sip-retry-after-target sip-retry-after-server sip-longer-number sip-extension-dropped sip-extension-offered sip-dialog-ends sip-100-stays-on-its-hop sip-answer-in-ack sip-2xx-passed-on sip-notify sip-refer-result" ;;
        list) words=" statuses outcomes rules expectations causes" ;;
        "") words=" explain list" ;;
        esac
    fi
    if [ "$words" ]; then
        mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "$current")
    fi
    return 0
}

complete -o bashdefault -o default -F _sequitur sequitur
