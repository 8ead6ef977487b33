"""The command `sweep`: every scenario of a design file, under every regime, in every replicate."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ..streams import put, put_json
from . import options


def sweep_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A design file: levers, uncertainties, replicates.")],
    years: options.YearsInstead = None,
    replicates: options.ReplicatesInstead = None,
    seed: options.SeedInstead = None,
    posterior: options.PosteriorFile = None,
    law: options.Law = None,
    no_law: options.NoLaw = None,
    no_posterior: options.NoPosterior = False,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Run a whole design, as many runs as it takes; stop and go on whenever you like."""
    from ..answers import posterior_facts, posterior_lines
    from ..answers.support import support
    from ..designs import read_design
    from ..plans import differing
    from ..runs import carry_out, forecast, sentences
    from ..store import check_to_use
    from ..wording import upper_first

    how = options.how(workers, processes, scheduler)
    instead = {"years": years, "replicates": replicates, "seed": seed}
    experiment = read_design(file, options.posterior(posterior, no_posterior), instead, options.laws(law, no_law))
    check_to_use(db)
    if dry_run:
        forecast(experiment, db, how, fresh, as_json, quiet)
        return 0
    if not quiet:
        options.say_what_is_large(experiment.plan, experiment.runs)
    batch, where = carry_out(experiment, db, how, fresh, quiet)
    plan, trusted = experiment.plan, support(experiment.plan)
    if as_json:
        known: dict[str, Any] = {
            "database": where,
            "differing": differing(plan).to_dict(),
            "posterior": posterior_facts(plan),
        }
        known |= {"trust": trusted.to_dict(), "laws": plan.law_facts}
        put_json(batch.to_dict() | known)
    else:
        put(
            "\n".join(
                [
                    upper_first(trusted.line),
                    plan.law,
                    *differing(plan).header,
                    *posterior_lines(plan),
                    *sentences(batch, where),
                ]
            )
        )
    return 1 if batch.failed else 0
