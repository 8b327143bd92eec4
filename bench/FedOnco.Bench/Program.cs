using System.Globalization;
using FedOnco.Bench.AgainstR;
using FedOnco.Bench.Audit;
using FedOnco.Bench.Engines;
using FedOnco.Bench.Gate;
using FedOnco.Bench.LargeN;
using FedOnco.Bench.Latency;
using FedOnco.Bench.Learning;
using FedOnco.Bench.Load;
using FedOnco.Bench.Oracle;
using FedOnco.Bench.SecureSums;
using FedOnco.Bench.SideBySide;
using FedOnco.Bench.SiteSteps;
using FedOnco.Protos;

// One argument: which measurement. Each prints one line a figure.
switch (args.FirstOrDefault())
{
    case "secure-sums":
        SecureSumCost.Run(Console.Out);
        return 0;
    case "wide-sum" when args.Length == 1:
        await WideSumMemory.RunAsync(Console.Out).ConfigureAwait(false);
        return 0;
    case "wide-sum" when args.Length == 3:
        await WideSumMemory.MeasureAsync(Enum.Parse<Ring>(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture), Console.Out).ConfigureAwait(false);
        return 0;
    case "zero-sites" when args.Length == 3:
        await ZeroSites.RunAsync(args[1], args[2]).ConfigureAwait(false);
        return 0;
    case "masking-price":
        await MaskingPrice.RunAsync(Console.Out).ConfigureAwait(false);
        return 0;
    case "audit":
        AuditPrice.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000, Console.Out);
        return 0;
    case "gate":
        GatePrice.Run(Console.Out);
        ContractPrice.Run(Console.Out);
        KeptRowsPrice.Run(Console.Out);
        return 0;
    case "latency" when args.Length == 4:
        await RunLatency.RunAsync(args[1], args[2], args[3], Console.Out).ConfigureAwait(false);
        return 0;
    case "ask" when args.Length >= 6:
        await AskedCalls.RunAsync(args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture), args[5..], Console.Out).ConfigureAwait(false);
        return 0;
    case "counts" when args.Length == 6:
        await CountRate.RunAsync(args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture), int.Parse(args[5], CultureInfo.InvariantCulture), Console.Out).ConfigureAwait(false);
        return 0;
    case "answer" when args.Length == 3:
        AnswerCalls.Run(args[1], args[2], Console.Out);
        return 0;
    case "site-steps" when args.Length is 2 or 3:
        await SiteStepCost.RunAsync(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), args.ElementAtOrDefault(2) ?? "", Console.Out).ConfigureAwait(false);
        return 0;
    case "side-by-side" when args.Length >= 4:
        await SideBySideRun.RunAsync(args[1], args[2], args[3], args[4..], Console.Out).ConfigureAwait(false);
        return 0;
    case "scaling" when args.Length == 5:
        await ScalingCurve.RunAsync(args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture), Console.Out).ConfigureAwait(false);
        return 0;
    case "boosting":
        await BoostingCost.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 1_000_000, args.Length > 2 ? int.Parse(args[2]) : 3, Console.Out).ConfigureAwait(false);
        return 0;
    case "rounds" when args.Length == 2:
        await RoundCost.RunAsync(args[1], Console.Out).ConfigureAwait(false);
        return 0;
    case "random" when args.Length == 6:
        return RandomComparison.Run(args[1], args[2], int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture), int.Parse(args[5], CultureInfo.InvariantCulture), Console.Out);
    case "large-n" when args.Length is 1 or 2:
        LargeNumbers.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000, Console.Out);
        return 0;
    case "engines" when args.Length == 3:
        EngineSpeed.Run(args[1], long.Parse(args[2]), Console.Out);
        return 0;
    case "engine-load" when args.Length == 3:
        EngineSpeed.Load(args[1], long.Parse(args[2]), Console.Out);
        return 0;
    case "engine-memory" when args.Length == 3:
        EngineSpeed.Memory(args[1], long.Parse(args[2]), Console.Out);
        return 0;
    case "feasibility" when args.Length == 5:
        Feasibility.Run(args[1], args[2], long.Parse(args[3]), long.Parse(args[4]), Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: FedOnco.Bench engines ONCO_CSV ROWS | engine-load ONCO_CSV ROWS | engine-memory ONCO_CSV ROWS | feasibility ONCO_CSV FOLDER PATIENTS VALUES | large-n [ROWS] | boosting [ROWS [ROUNDS]] | rounds FEDONCO_COMMAND | secure-sums | masking-price | wide-sum | audit [ENTRIES] | gate | latency FEDONCO_COMMAND DATA_FOLDER POLICY_FILE | ask FEDONCO_COMMAND DATA_FOLDER POLICY_FILE TIMES CALL... | counts FEDONCO_COMMAND POLICY_FILE AGENTS ANALYSTS CALLS | answer DATA_FOLDER CALLS_FILE | side-by-side FEDONCO_COMMAND TABLE_CSV POLICY_FILE [QUESTION]... | scaling FEDONCO_COMMAND TABLE_CSV POLICY_FILE ROWS | site-steps ROWS [CALL] | random FOLDER GOLDEN_STATISTICS SEED DATASETS CALLS_EACH");
        return 2;
}
