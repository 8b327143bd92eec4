using FedOnco.Bench.SecureSums;

// One argument: which measurement. Each prints one line a figure.
switch (args.FirstOrDefault())
{
    case "secure-sums":
        SecureSumCost.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: FedOnco.Bench secure-sums");
        return 2;
}
