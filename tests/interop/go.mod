module comity/interop

go 1.27

require golang.org/x/mod v0.37.0
