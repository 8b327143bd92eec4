using FedOnco.Bench.Latency;
using FedOnco.Bench.Oracle;
using FedOnco.Bench.SecureSums;

// One argument: which measurement. Each prints one line a figure.
switch (args.FirstOrDefault())
{
    case "secure-sums":
        SecureSumCost.Run(Console.Out);
        return 0;
    case "masking-price":
        await MaskingPrice.RunAsync(Console.Out).ConfigureAwait(false);
        return 0;
    case "latency" when args.Length == 4:
        await RunLatency.RunAsync(args[1], args[2], args[3], Console.Out).ConfigureAwait(false);
        return 0;
    case "answer" when args.Length == 3:
        AnswerCalls.Run(args[1], args[2], Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: FedOnco.Bench secure-sums | masking-price | latency FEDONCO_COMMAND DATA_FOLDER POLICY_FILE | answer DATA_FOLDER CALLS_FILE");
        return 2;
}
