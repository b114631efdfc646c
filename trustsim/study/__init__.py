"""Studies: many runs on a computer or a cluster, none lost. One stage of the way from a study file to its results a module:

    schema   what a study file may say                      factors   a factor's value as a change of the scenario
    designs  which points are run                           outcomes  which columns a run leaves
    plan     points and replicates, cut into chunks         lock      what a study is, and whether it still is that
    work     a chunk's runs as a table                      engine    the program that numbers depend on
    tasks    what executors share: local (processes of this computer, each running `worker`), cluster (Dask, SLURM);
             isolate sets aside the one run that kills its worker
    durable  files whole or not at all                      chunks    one checksummed file a chunk; the listing is the truth
    sweep    runs and resumes a study                       opened    a study as tables
    upkeep   status, verify, compact, export                commands  the command line
"""
