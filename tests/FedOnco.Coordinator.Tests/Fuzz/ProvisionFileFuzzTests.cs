using System.Text;
using FedOnco.Coordinator.Commands;
using FedOnco.Fuzz;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests.Fuzz;

public sealed class ProvisionFileFuzzTests
{
    private const string Sound = """{"studies": [{"name": "s", "title": "t", "dictionary": "d.yaml", "sites": ["s1"]}], "people": [{"name": "ada", "role": "analyst", "studies": ["s"], "token_days": 30}], "sites": ["s1"]}""";

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"studies": null, "people": [], "sites": []}""")]
    [InlineData("""{"studies": [], "people": [{"name": "ada"}], "sites": []}""")]
    public void Read_PartsLeftOut_SaysWhichFile(string text) => Assert.Contains("provision", Assert.Throws<FedOncoException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NearlyRight_IsReadOrNamed()
    {
        Assert.Single(Read(Sound).Studies);
        var random = new Random(FuzzLength.Seed);
        for (var i = 0; i < FuzzLength.Of(400); i++)
        {
            var text = Encoding.UTF8.GetString(Mutations.Of(Encoding.UTF8.GetBytes(Sound), random));
            try
            {
                Assert.All(Read(text).People, p => Assert.NotNull(p.Studies));
            }
            catch (FedOncoException fault)
            {
                Assert.Equal(ErrorReason.WrongFile, fault.Reason);
            }
        }
    }

    private static ProvisionFile Read(string text)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("fedonco-provision-").FullName, "provision.json");
        try
        {
            File.WriteAllText(file, text);
            return ProvisionFile.Read(file);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true); // The file has a folder.
        }
    }
}
