using FedOnco.Documents.Csv;

namespace FedOnco.Documents.Tests;

public sealed class BrokenLineTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", null)]
    [InlineData("a,b\r\n1,2\r\n3\r\n", 3)]
    [InlineData("a,b\n\"1,\n2\",3\n4,5,6\n", 4)]
    [InlineData("a,b\n1,2\n\"3,4\n5,6\n", 3)]
    [InlineData("a,b\n1,2", null)]
    public void Find_Text_IsTheFirstLineThatDiffers(string text, int? line) => Assert.Equal(line, BrokenLine.Find(new StringReader(text)));
}
