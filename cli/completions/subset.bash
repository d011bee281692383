# bash completion for subset
_subset() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=run each
    for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $each in run | plan | graph | why | verify | init | take) command=$each ;; esac
    done
    COMPREPLY=()
    case $before in
    --config) mapfile -t COMPREPLY < <(compgen -f -X '!*.toml' -- "$word"; compgen -d -- "$word") ;;
    --report | --html | --privacy | --file) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --format)
        case $command in
        plan) mapfile -t COMPREPLY < <(compgen -W "text json markdown html" -- "$word") ;;
        graph) mapfile -t COMPREPLY < <(compgen -W "dot mermaid svg" -- "$word") ;;
        run | take) mapfile -t COMPREPLY < <(compgen -W "copy inserts csv" -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word") ;;
        esac
        ;;
    --source | --target | --jobs) ;;
    *)
        local own=
        case $command in
        run) own="--locked --html --dry-run --format" ;;
        plan) own="--locked --dry-run --estimate --format --masks --privacy" ;;
        graph) own="--format --all --plan --estimate" ;;
        why) own="--format" ;;
        verify) own="--format --unstamped" ;;
        take) own="--key --where --order-by --limit --file --format --no-children --update --plan --list --forget --no-masks" ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "run plan graph why verify init take $own --config --source --target --jobs --report \
            --quiet --verbose --log-sql --version --help" -- "$word")
        ;;
    esac
}
complete -o filenames -F _subset subset
