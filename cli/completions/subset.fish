# Prints the names that the lock file knows: of tables, or with "columns" those of the table that is named.
function __subset_names
    set -l words (commandline -opc)
    set -l named
    for at in (seq 2 (count $words))
        if contains -- $words[$at] -c --config
            set named --config $words[(math $at + 1)]
        end
    end
    if test "$argv[1]" = columns
        set named $named (__subset_table)
    end
    $words[1] names $named 2>/dev/null
end

# Prints the table behind why or take.
function __subset_table
    set -l words (commandline -opc)
    for at in (seq 2 (count $words))
        if contains -- $words[$at] why take; and set -q words[(math $at + 1)]; and not string match -q -- '-*' $words[(math $at + 1)]
            echo $words[(math $at + 1)]
            return
        end
    end
    return 1
end

complete -c subset -f
complete -c subset -n __fish_use_subcommand -a run -d 'Refresh the twin'
complete -c subset -n __fish_use_subcommand -a plan -d 'What would be copied'
complete -c subset -n __fish_use_subcommand -a graph -d 'The reference graph'
complete -c subset -n __fish_use_subcommand -a why -d 'Why a row is in the twin'
complete -c subset -n __fish_use_subcommand -a verify -d 'Prove an existing twin'
complete -c subset -n __fish_use_subcommand -a init -d 'Write a starting config'
complete -c subset -n __fish_use_subcommand -a schema -d 'Print the schema of a config, for editors'
complete -c subset -n __fish_use_subcommand -a take -d 'Add one case to the target'
complete -c subset -n 'not __fish_seen_subcommand_from graph why verify init take' -l locked -d 'Refuse what twin.lock does not know'
complete -c subset -n 'not __fish_seen_subcommand_from graph why verify init take' -l dry-run -d 'Plan alone'
complete -c subset -n 'not __fish_seen_subcommand_from plan graph why verify init take' -l html -r -F -d 'Write the report as a page'
complete -c subset -n 'not __fish_seen_subcommand_from graph why verify init take' -l since -r -F -d 'An earlier report, for the page'
complete -c subset -n 'not __fish_seen_subcommand_from plan graph why verify init take' -l format -x -a 'copy inserts csv'
complete -c subset -n '__fish_seen_subcommand_from plan graph' -l estimate -d 'From statistics, at once'
complete -c subset -n '__fish_seen_subcommand_from plan' -l format -x -a 'text json markdown html'
complete -c subset -n '__fish_seen_subcommand_from plan' -l masks -d 'Propose masks'
complete -c subset -n '__fish_seen_subcommand_from plan' -l privacy -r -F -d 'Write a privacy audit'
complete -c subset -n '__fish_seen_subcommand_from graph' -l format -x -a 'dot mermaid svg'
complete -c subset -n '__fish_seen_subcommand_from graph' -l all -d 'The whole schema'
complete -c subset -n '__fish_seen_subcommand_from graph' -l plan -d 'With the rows of a plan'
complete -c subset -n '__fish_seen_subcommand_from why verify' -l format -x -a 'text json'
complete -c subset -n '__fish_seen_subcommand_from verify' -l unstamped -d 'Look at a database without a stamp, too'
complete -c subset -n '__fish_seen_subcommand_from take' -l key -x -d 'One row more, by its primary key'
complete -c subset -n '__fish_seen_subcommand_from why take; and not __subset_table >/dev/null' -a '(__subset_names tables)'
complete -c subset -n '__fish_seen_subcommand_from init' -l try -x -d 'A server to make the sample on'
complete -c subset -n '__fish_seen_subcommand_from take' -l where -x -a '(__subset_names columns)' -d 'Rows instead of keys'
complete -c subset -n '__fish_seen_subcommand_from take' -l order-by -x -a '(__subset_names columns)' -d 'Which of these rows come first'
complete -c subset -n '__fish_seen_subcommand_from take' -l limit -x -d 'How many of these rows'
complete -c subset -n '__fish_seen_subcommand_from take' -l file -r -F -d 'A script instead of the target'
complete -c subset -n '__fish_seen_subcommand_from take' -l format -x -a 'copy inserts csv'
complete -c subset -n '__fish_seen_subcommand_from take' -l no-children -d 'Without the rows that reference them'
complete -c subset -n '__fish_seen_subcommand_from take' -l update -d 'Rows that differ become as the source has them'
complete -c subset -n '__fish_seen_subcommand_from take' -l plan -d 'What would come and what is there already'
complete -c subset -n '__fish_seen_subcommand_from take' -l list -d 'The cases that the target has'
complete -c subset -n '__fish_seen_subcommand_from take' -l forget -d 'No refresh brings that case again'
complete -c subset -n '__fish_seen_subcommand_from take' -l no-masks -d 'Without a config: raw'
complete -c subset -l config -r -F -d 'Which rows, from where, to where'
complete -c subset -l source -x -d 'The database to read'
complete -c subset -l target -x -d 'The database to refresh'
complete -c subset -l jobs -x -d 'How many connections read whole tables side by side'
complete -c subset -l report -r -F -d 'Write a report as JSON'
complete -c subset -l quiet -d 'Print errors, warnings and answers alone'
complete -c subset -l verbose -d 'Print what is decided too'
complete -c subset -l log-sql -d 'Print every statement'
complete -c subset -l log-format -x -a 'text json' -d 'For people or for machines'
complete -c subset -l progress -x -a 'none plain bar' -d 'How the work is followed'
complete -c subset -n 'not __fish_seen_subcommand_from graph why init' -l metrics -r -F -d 'Write how it ended for Prometheus'
complete -c subset -l version -d 'Print the version'
complete -c subset -l help -d 'Print a summary'
