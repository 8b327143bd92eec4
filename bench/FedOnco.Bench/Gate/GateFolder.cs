namespace FedOnco.Bench.Gate;

/// <summary>A folder for the state and data of one site, gone afterwards.</summary>
internal static class GateFolder
{
    public static void Use(Action<string> measure)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-gate-");
        try
        {
            measure(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
