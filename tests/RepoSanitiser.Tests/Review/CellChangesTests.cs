using System.Text;
using RepoSanitiser.Core;
using RepoSanitiser.Disclosure.Documents;
using RepoSanitiser.Review.Files;

namespace RepoSanitiser.Tests.Review;

public sealed class CellChangesTests
{
    [Fact]
    public void The_same_table_has_no_changes() => Assert.True(Between("a,n\nx,1\ny,2\n", "a,n\nx,1\ny,2\n").None);

    [Fact]
    public void Rows_and_columns_in_another_order_are_no_changes() => Assert.True(Between("n,a\n2,y\n1,x\n", "a,n\nx,1\ny,2\n").None);

    [Fact]
    public void A_cell_that_changed_says_what_it_was()
    {
        var changes = Between("a,n\nx,1\ny,[REDACTED]\n", "a,n\nx,1\ny,3\n");
        Assert.Equal("3", changes.Before[(2, 1)]);
        Assert.Single(changes.Before);
        Assert.Empty(changes.NewRows);
    }

    [Fact]
    public void Rows_and_columns_that_come_and_go_are_counted()
    {
        var changes = Between("a,n,m\nx,1,7\nz,3,8\n", "a,n,old\nx,1,5\ny,2,6\nw,4,4\n");
        Assert.Equal([2], changes.NewRows);
        Assert.Equal([2], changes.NewColumns);
        Assert.Equal((2, 1), (changes.GoneRows, changes.GoneColumns));
        Assert.Empty(changes.Before);
    }

    [Fact]
    public void Rows_of_one_name_belong_together_in_their_order()
    {
        var changes = Between("a,n\nx,1\nx,9\n", "a,n\nx,1\nx,2\n");
        Assert.Equal("2", Assert.Single(changes.Before).Value);
    }

    private static CellChanges Between(string now, string before) => CellChanges.Between(Table(now), Table(before));

    private static Table Table(string text) =>
        new DocumentReader(new DocumentLimits()).Read(Encoding.UTF8.GetBytes(text), new FileContext(".csv", OutputLabel.Output), CancellationToken.None).Documents.OfType<TableDocument>().Single().Table;
}
