# bash completion for subset

# Prints the names that the lock file knows: of tables, or of the columns of $3. $1 is the program, $2 the config, or empty.
_subset_names() {
    local arguments=()
    [ -z "$3" ] || arguments+=("$3")
    [ -z "$2" ] || arguments+=(--config "$2")
    "$1" names "${arguments[@]}" 2>/dev/null
}

_subset() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=run config= table= i
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${COMP_WORDS[i]} in
        run | plan | graph | why | verify | init | take | schema) command=${COMP_WORDS[i]} ;;
        --config | -c) config=${COMP_WORDS[++i]} ;;
        --source | --target | --jobs | --report | --html | --privacy | --file | --metrics | --since | --format | --log-format | --progress | --key | --where | --order-by | --limit | --try)
            ((++i))
            ;;
        -*) ;;
        *) [[ $command != why && $command != take ]] || table=${table:-${COMP_WORDS[i]}} ;;
        esac
    done
    COMPREPLY=()
    case $before in
    --config | -c) mapfile -t COMPREPLY < <(compgen -f -X '!*.toml' -- "$word"; compgen -d -- "$word") ;;
    --report | --html | --privacy | --file | --metrics | --since) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --format)
        case $command in
        plan) mapfile -t COMPREPLY < <(compgen -W "text json markdown html" -- "$word") ;;
        graph) mapfile -t COMPREPLY < <(compgen -W "dot mermaid svg" -- "$word") ;;
        run | take) mapfile -t COMPREPLY < <(compgen -W "copy inserts csv" -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word") ;;
        esac
        ;;
    --log-format) mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word") ;;
    --progress) mapfile -t COMPREPLY < <(compgen -W "none plain bar" -- "$word") ;;
    --where | --order-by)
        [ -z "$table" ] || mapfile -t COMPREPLY < <(IFS=$'\n'; compgen -W "$(_subset_names "${COMP_WORDS[0]}" "$config" "$table")" -- "$word")
        ;;
    --source | --target | --jobs | --try | --key | --limit) ;;
    *)
        local own=
        case $command in
        run) own="--locked --html --since --dry-run --format" ;;
        plan) own="--locked --dry-run --estimate --format --masks --privacy --since" ;;
        graph) own="--format --all --plan --estimate" ;;
        why) own="--format" ;;
        verify) own="--format --unstamped" ;;
        init) own="--try" ;;
        take) own="--key --where --order-by --limit --file --format --no-children --update --plan --list --forget --no-masks" ;;
        esac
        if [[ $command == @(why|take) && -z $table && $word != -* ]]; then
            mapfile -t COMPREPLY < <(IFS=$'\n'; compgen -W "$(_subset_names "${COMP_WORDS[0]}" "$config")" -- "$word")
        fi
        # Behind the table there are values of its key, which nobody knows here.
        if [[ $command != @(why|take) || $word == -* || ${#COMPREPLY[@]} -eq 0 && -z $table ]]; then
            mapfile -t COMPREPLY < <(compgen -W "run plan graph why verify init take schema $own --config --source --target --jobs --report \
                --quiet --verbose --log-sql --log-format --progress --metrics --version --help" -- "$word")
        fi
        ;;
    esac
}
complete -o filenames -F _subset subset
