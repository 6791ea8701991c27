# bash completion for custos(1)

_custos_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_custos_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

# Values of the option before the cursor; fails when it takes none.
_custos_value() {
    case $1 in
    -n | --network | -w | --warrants | -k | --keylog | -K | --keys | --seal-key | -o | --output | --state | --socket | --check | --ca | --signer | --ledger | --to | -x | --extract | -p | --policy | --answer | --organisations | --manifest | --erased | --corrections | --list | --log) _custos_files "$2" ;;
    --export) _custos_words "eve ecs ocsf misp stix all" "$2" ;;
    --tlp) _custos_words "clear green amber amber+strict red" "$2" ;;
    --fail-on) _custos_words "info low medium high critical" "$2" ;;
    --memory | --bytes) _custos_words "512M 1G 2G 4G" "$2" ;;
    --window | --seed | --classification | --vkey | --growth | --old | --why | --listen | --name) COMPREPLY=() ;;
    --vary)
        compopt -o nospace 2>/dev/null
        _custos_words "packets= one-in= delay= jitter= cut= tail= pack= snap= loss= loss-access=" "$2"
        ;;
    --origin | --finding | --case | --purpose | --release | --make-key | --employer | --compare | --override-origin | --hits | --others | --organisation | --from | --until | --reason) COMPREPLY=() ;;
    --format) _custos_words "jsonl json csv text" "$2" ;;
    --reveal) _custos_words "summary element times evidence.blob" "$2" ;;
    *) return 1 ;;
    esac
}

_custos_options() { # COMMAND SUBCOMMAND
    case $1-$2 in
    audit-*) echo "-n --network -w --warrants -k --keylog -K --keys -o --output --ledger --json --window --memory --threads --seal-key --reveal-targets --fail-on --export --tlp --classification --export-sealed --help --version" ;;
    decode-*) echo "-n --network -k --keylog -K --keys --json --seal-key --reveal-targets --help --version" ;;
    survey-*) echo "--help --version" ;;
    register-check) echo "-n --network --help" ;;
    register-list) echo "-n --network --json --reveal-targets --help" ;;
    register-seal) echo "--seal-key --help" ;;
    register-import) echo "--seal-key -o --output --help" ;;
    drill-list) echo "--json --help" ;;
    drill-make) echo "--seed --bytes --records --vary -o --output --help" ;;
    share-*) echo "--ledger --finding --reveal --to --tlp --classification --case --purpose --release -o --output --make-key --signer --key --state --help --version" ;;
    witness-*) echo "--init --key --state --name --policy --listen --answer --help --version" ;;
    verify-*) echo "-k --key -x --extract -p --policy --help --version" ;;
    drill-run) echo "--seed --seeds --score --vary --memory --bytes --json --help" ;;
    ledger-init) echo "--signer --key --state --origin --vkey --help" ;;
    ledger-append | ledger-verify | ledger-checkpoint) echo "--signer --key --state --help" ;;
    ledger-prove) echo "--growth -o --output --help" ;;
    ledger-cosign) echo "--request --old -o --output --answer --help" ;;
    ledger-timestamp) echo "--request --check --ca --help" ;;
    ledger-erase) echo "--signer --key --state --why --help" ;;
    people-extract) echo "--organisations --employer --manifest --override-origin --key --erased --corrections --format --threads -o --output --help" ;;
    people-report) echo "--organisations --employer --compare --manifest --override-origin --key --erased --corrections --format --threads --seed --json -o --output --public --ledger --help" ;;
    people-test) echo "--organisations --employer --compare --erased --corrections --seed --json -o --output --public --ledger --help" ;;
    people-sample) echo "--organisations --hits --others --seed --erased --corrections -o --output --help" ;;
    people-score) echo "--json --seed --help" ;;
    people-erase) echo "--list --help" ;;
    people-correct) echo "--list --organisation --strike --from --until --open --reason --help" ;;
    people-identify) echo "--reason --log --ledger --key --organisations --employer --manifest --override-origin --help" ;;
    signer-*) echo "--init --key --state --socket --origin --help --version" ;;
    *) echo "--help" ;;
    esac
}

_custos() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} verb=${COMP_WORDS[2]-}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        _custos_words "audit decode survey register drill people ledger share signer witness verify --help --version" "$cur"
        return
    fi
    _custos_value "$prev" "$cur" && return
    if [ "$COMP_CWORD" -eq 2 ] && [[ $cur != -* ]]; then
        case $command in
        register) _custos_words "check seal list import" "$cur" && return ;;
        drill) _custos_words "list make run" "$cur" && return ;;
        people) _custos_words "extract test report sample score erase correct identify" "$cur" && return ;;
        ledger) _custos_words "init append show prove verify checkpoint cosign timestamp erase" "$cur" && return ;;
        esac
    fi
    if [[ $cur == -* ]]; then
        _custos_words "$(_custos_options "$command" "$verb")" "$cur"
    elif [ "$command-$verb" = drill-make ] || [ "$command-$verb" = drill-run ]; then
        _custos_words "$(custos drill list 2>/dev/null | sed 's/ .*//')" "$cur"
    else
        _custos_files "$cur"
    fi
}

_custos_verify() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    _custos_value "$prev" "$cur" && return
    if [[ $cur == -* ]]; then
        _custos_words "$(_custos_options verify)" "$cur"
    else
        _custos_files "$cur"
    fi
}

complete -F _custos custos
complete -F _custos_verify custos-verify
